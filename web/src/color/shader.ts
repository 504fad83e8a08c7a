// color/look.ts and color/lab.ts once more, as a fragment shader; the constants are written into it
// from where they stand, so that only the formulas are said twice.

import { gamut, lab, rgbFromWhiteXyz, srgb } from "./constants";
import { neutralReach, shiftReach, vividChroma } from "./look";

function number(value: number): string {
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

const vector = (i: 0 | 2): string =>
  `vec3(${rgbFromWhiteXyz.map((row) => number(row[i])).join(", ")})`;

/** Places a rectangle of the picture (full-size pixels) on the canvas (device pixels). */
export const vertexShader = `#version 300 es
precision highp float;
in vec2 corner;
uniform vec4 rectangle;
uniform vec3 view;
uniform vec2 canvas;
void main() {
  vec2 at = (rectangle.xy + corner * rectangle.zw) * view.z + view.xy;
  gl_Position = vec4(at.x / canvas.x * 2.0 - 1.0, 1.0 - at.y / canvas.y * 2.0, 0.0, 1.0);
}`;

export const fragmentShader = `#version 300 es
precision highp float;
precision highp sampler2D;
uniform vec4 rectangle;
uniform vec3 view;
uniform vec2 canvas;
uniform sampler2D colors;
uniform sampler2D original;
uniform bool hasColors;
uniform bool hasOriginal;
uniform float split;
uniform float strength;
uniform float saturation;
uniform float temperature;
uniform float tint;
uniform float neutrals;
out vec4 shown;

float rise(float t) {
  float held = clamp(t, 0.0, 1.0);
  return held * held * (3.0 - 2.0 * held);
}

vec2 looked(float l, vec2 ab) {
  float chroma = length(ab);
  float held = neutrals > 0.0 ? rise(chroma / (${number(neutralReach)} * neutrals)) : 1.0;
  float knee = saturation > 1.0 ? 1.0 - rise(chroma / ${number(vividChroma)}) : 1.0;
  float scale = held * strength * (1.0 + (saturation - 1.0) * knee);
  float middle = 4.0 * (l / 100.0) * (1.0 - l / 100.0);
  return ab * scale + ${number(shiftReach)} * middle * strength * vec2(tint, temperature);
}

float cube(float root) {
  return root > ${number(lab.rootThreshold)} ? root * root * root
    : (root - ${number(lab.tangentOffset)}) / ${number(lab.tangentSlope)};
}

vec3 linearOf(float fy, vec2 d) {
  float y = cube(fy);
  float x = cube(fy + d.x) - y;
  float z = cube(fy - d.y) - y;
  return y + ${vector(0)} * x + ${vector(2)} * z;
}

bool isShown(vec3 c) {
  return all(greaterThanEqual(c, vec3(-${number(gamut.slack)})))
    && all(lessThanEqual(c, vec3(1.0 + ${number(gamut.slack)})));
}

vec3 encoded(vec3 c) {
  vec3 v = clamp(c, 0.0, 1.0);
  vec3 curve = ${number(1 + srgb.offset)} * pow(v, vec3(${number(1 / srgb.gamma)})) - ${number(srgb.offset)};
  return mix(curve, v * ${number(srgb.slope)}, vec3(lessThanEqual(v, vec3(${number(srgb.linearThreshold)}))));
}

vec3 rgbOfLab(float l, vec2 ab) {
  float fy = (clamp(l, 0.0, 100.0) + ${number(lab.lightnessOffset)}) / ${number(lab.lightnessScale)};
  vec2 d = ab / vec2(${number(lab.aScale)}, ${number(lab.bScale)});
  vec3 c = linearOf(fy, d);
  if (!isShown(c)) {
    float scale = 0.0;
    float part = 0.5;
    for (int k = 0; k < ${gamut.steps}; ++k) {
      if (isShown(linearOf(fy, d * (scale + part)))) scale += part;
      part *= 0.5;
    }
    c = linearOf(fy, d * scale);
  }
  return encoded(c);
}

// Where in the rectangle this pixel's centre lies. Worked out here rather than interpolated between the
// corners, which are rounded to fractions of a pixel: at one to one that would blur.
vec2 placed() {
  vec2 at = vec2(gl_FragCoord.x, canvas.y - gl_FragCoord.y);
  return ((at - view.xy) / view.z - rectangle.xy) / rectangle.zw;
}

void main() {
  vec2 place = placed();
  bool before = gl_FragCoord.x < split || !hasColors;
  if (before && hasOriginal) {
    shown = vec4(texture(original, place).rgb, 1.0);
    return;
  }
  vec3 held = texture(colors, place).rgb * 255.0;
  float l = held.r * (100.0 / 255.0);
  vec2 ab = before ? vec2(0.0) : looked(l, held.gb - 128.0);
  shown = vec4(rgbOfLab(l, ab), 1.0);
}`;
