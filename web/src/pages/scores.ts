// Figures as the server names them, with names for people. Pure.

const known: Record<string, string> = {
  ab_mse: "Colour error (a, b)²",
  validation_ab_mse: "Colour error (a, b)²",
  gray_ab_mse: "The same of gray",
  psnr: "PSNR, dB",
  ssim: "SSIM",
  ciede2000: "CIEDE2000",
  colorfulness: "Colourfulness",
};

/** "train_fake_score" → "Train fake score". */
export function readable(name: string): string {
  const words = name.replace(/[_-]+/g, " ").trim();
  return known[name] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** The figures of quality among scores, also one level down ("test": {"psnr": …}), in the given order;
 *  what tells of the training instead (steps, seconds) is left out. */
export function scoreLines(scores: Record<string, unknown>): { name: string; value: number }[] {
  return Object.entries(scores).flatMap(([name, value]) => {
    if (typeof value === "number") return name in known ? [{ name: readable(name), value }] : [];
    if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
    return scoreLines(value as Record<string, unknown>).map((line) => ({
      ...line,
      name: `${line.name}, ${name}`,
    }));
  });
}
