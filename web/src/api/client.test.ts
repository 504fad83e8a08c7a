import { describe, expect, it } from "vitest";

import { neutralLook } from "../color/look";
import { errorOf, lookQuery, regionPath } from "./client";

describe("errors", () => {
  it("speak in the server's words", () => {
    const error = errorOf(
      422,
      '{"title":"Unprocessable","status":422,"detail":"“a.pdf” is not a picture."}',
      null,
    );
    expect(error.message).toBe("“a.pdf” is not a picture.");
    expect(error.status).toBe(422);
    expect(error.retryAfter).toBeNull();
  });

  it("say the status where a stranger answers, and when to come again", () => {
    const error = errorOf(429, "<html>busy</html>", "7");
    expect(error.message).toBe("The server answered with status 429.");
    expect(error.retryAfter).toBe(7);
    expect(errorOf(503, "", "Wed, 21 Oct").retryAfter).toBeNull();
  });
});

describe("addresses", () => {
  it("carry the look", () => {
    expect(lookQuery({ ...neutralLook, tint: -0.123456 })).toBe(
      "strength=1&saturation=1&temperature=0&tint=-0.1235&neutrals=0",
    );
  });

  it("name a rectangle", () => {
    expect(regionPath("ab", { x: 1, y: 2, width: 3, height: 4 }, "lab")).toBe(
      "jobs/ab/region?x=1&y=2&width=3&height=4&kind=lab",
    );
  });
});
