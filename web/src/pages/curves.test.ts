import { describe, expect, it } from "vitest";

import { pathOf, plotsOf, rangeOf, ticks } from "./curves";
import { readable, scoreLines } from "./scores";

const rows = [
  { epoch: 1, train_loss: 4, validation_loss: 5 },
  { epoch: 2, train_loss: 3 },
  { epoch: 3, train_loss: 2, validation_loss: 3 },
];

describe("curves", () => {
  it("are drawn for the columns that are there", () => {
    expect(plotsOf(rows)).toEqual([{ title: "Loss", columns: ["train_loss", "validation_loss"] }]);
    expect(plotsOf([{ epoch: 1, gray_ab_mse: 3 }])[0]!.columns).toEqual(["gray_ab_mse"]);
  });

  it("have a gap where a value is missing", () => {
    const same = (v: number): number => v;
    expect(pathOf(rows, "train_loss", same, same)).toBe("M1.0 4.0L2.0 3.0L3.0 2.0");
    expect(pathOf(rows, "validation_loss", same, same)).toBe("M1.0 5.0M3.0 3.0");
  });

  it("have round ticks inside the range", () => {
    expect(ticks({ from: 0.13, to: 1.02 }, 4)).toEqual([0.5, 1]);
    expect(ticks({ from: 1, to: 7 }, 8)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(ticks({ from: 3, to: 3 }, 4)).toEqual([3]);
  });

  it("range with room, also when all is one value", () => {
    expect(rangeOf(rows, ["train_loss", "validation_loss"])).toEqual({
      from: 2 - 0.24,
      to: 5 + 0.24,
    });
    const flat = rangeOf([{ epoch: 1, train_loss: 2 }], ["train_loss"]);
    expect(flat.to).toBeGreaterThan(flat.from);
  });
});

describe("scores", () => {
  it("are named for people", () => {
    expect(readable("train_fake_score")).toBe("Train fake score");
    expect(
      scoreLines({ psnr: 22.5, seconds: 9, test: { ssim: 0.9 }, note: "x", list: [1] }),
    ).toEqual([
      { name: "PSNR, dB", value: 22.5 },
      { name: "SSIM, test", value: 0.9 },
    ]);
  });
});
