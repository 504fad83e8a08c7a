import { render } from "preact";

import "./styles/index.css";

import { App } from "./shell/app";
import { connect } from "./state/connection";
import { listenForFiles } from "./film/intake";
import { listenForKeys } from "./studio/shortcuts";

render(<App />, document.getElementById("app")!);
listenForFiles();
listenForKeys();
void connect();
