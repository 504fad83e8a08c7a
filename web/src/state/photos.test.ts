import { describe, expect, it } from "vitest";

import type { Job } from "../api/types";
import { neutralLook } from "../color/look";
import { bestJob, groupByPhoto, nextSeed, progressOf } from "./photos";

function job(id: string, photo: string, minute: number, more: Partial<Job> = {}): Job {
  return {
    id,
    photo,
    name: `${photo}.jpg`,
    state: "done",
    progress: 1,
    position: 0,
    created: `2026-11-24T21:${String(minute).padStart(2, "0")}:00Z`,
    width: 100,
    height: 80,
    bits: 8,
    format: "jpeg",
    bytes: 1000,
    options: { ...neutralLook, model: "unet", seed: 0, size: 256 },
    warnings: [],
    seconds: {},
    error: null,
    ...more,
  };
}

describe("photographs", () => {
  it("come in the order of their first job, versions oldest first", () => {
    const photos = groupByPhoto([job("c", "rose", 9), job("a", "rose", 1), job("b", "tulip", 5)]);
    expect(photos.map(({ id }) => id)).toEqual(["rose", "tulip"]);
    expect(photos[0]!.jobs.map(({ id }) => id)).toEqual(["a", "c"]);
  });

  it("show the newest version in colour, else the newest", () => {
    const [photo] = groupByPhoto([
      job("a", "rose", 1),
      job("b", "rose", 2),
      job("c", "rose", 3, { state: "failed" }),
    ]);
    expect(bestJob(photo!).id).toBe("b");
    const [failed] = groupByPhoto([
      job("a", "rose", 1, { state: "failed" }),
      job("b", "rose", 2, { state: "queued" }),
    ]);
    expect(bestJob(failed!).id).toBe("b");
  });

  it("have progress only while work is open", () => {
    const [photo] = groupByPhoto([
      job("a", "rose", 1),
      job("b", "rose", 2, { state: "running", progress: 0.5 }),
      job("c", "rose", 3, { state: "queued", progress: 0 }),
    ]);
    expect(progressOf(photo!)).toBe(0.25);
    expect(progressOf(groupByPhoto([job("a", "rose", 1)])[0]!)).toBeNull();
  });

  it("count seeds for each model", () => {
    const options = (model: string, seed: number) => ({
      options: { ...neutralLook, size: 256, model, seed },
    });
    const [photo] = groupByPhoto([
      job("a", "rose", 1, options("pix2pix", 0)),
      job("b", "rose", 2, options("pix2pix", 4)),
    ]);
    expect(nextSeed(photo!, "pix2pix")).toBe(5);
    expect(nextSeed(photo!, "unet")).toBe(0);
  });
});
