import { describe, expect, it } from "vitest";

import type { Job } from "../api/types";
import { comparedOf, picksWith } from "./comparison";

const version = (id: string, state: Job["state"] = "done"): Job => ({ id, state }) as Job;
const five = ["a", "b", "c", "d", "e"].map((id) => version(id));
const ids = (jobs: Job[]): string => jobs.map((job) => job.id).join("");

describe("versions side by side", () => {
  it("are the newest and the one looked at, where none was picked", () => {
    expect(ids(comparedOf(five, "a", undefined))).toBe("ade");
    expect(ids(comparedOf(five, "e", undefined))).toBe("cde");
  });

  it("are those that were picked, in order of age", () => {
    expect(ids(comparedOf(five, "b", ["d", "a", "b"]))).toBe("abd");
    expect(ids(comparedOf(five, "b", []))).toBe("b");
  });

  it("always have the one looked at, for which the first picked makes room", () => {
    expect(ids(comparedOf(five, "e", ["d", "a", "b"]))).toBe("abe");
  });

  it("are in colour, and still there", () => {
    const versions = [version("a"), version("b", "running"), version("c", "failed")];
    expect(ids(comparedOf(versions, "a", undefined))).toBe("a");
    expect(ids(comparedOf(versions, "a", ["b", "gone"]))).toBe("a");
  });

  it("can be taken away and added, three at most", () => {
    expect(picksWith(["a", "b"], "b", "a")).toEqual(["a"]);
    expect(picksWith(["a", "b"], "c", "a")).toEqual(["b", "a", "c"]);
    expect(picksWith(["a", "b", "c"], "d", "b")).toEqual(["c", "b", "d"]);
    expect(picksWith(["a", "b", "c"], "d", "d")).toEqual(["b", "c", "d"]);
  });
});
