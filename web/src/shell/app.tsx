import type { ComponentType } from "preact";

import { ModelsPage } from "../pages/models_page";
import { ReportsPage } from "../pages/reports_page";
import { TrainingPage } from "../pages/training_page";
import { connection } from "../state/connection";
import { route, type Page } from "../state/route";
import { helpShown } from "../studio/shortcuts";
import { StudioPage } from "../studio/studio_page";
import { Header } from "./header";
import { HelpDialog } from "./help_dialog";
import { Locked } from "./locked";
import { Notices } from "./notices";

const pages: Record<Page, ComponentType> = {
  studio: StudioMain,
  models: ModelsPage,
  training: TrainingPage,
  reports: ReportsPage,
};

function StudioMain() {
  return (
    <main class="studio-main">
      <StudioPage />
    </main>
  );
}

export function App() {
  if (connection.value === "locked") return <Locked />;
  const PageOfRoute = pages[route.value.page];
  return (
    <>
      <Header />
      <PageOfRoute />
      <Notices />
      {helpShown.value && <HelpDialog />}
    </>
  );
}
