const preference = matchMedia("(prefers-reduced-motion: reduce)");

/** Whether the person wants no movement. */
export const calm = (): boolean => preference.matches;
