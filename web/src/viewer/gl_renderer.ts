// Draws a scene with WebGL2: every pixel's look is worked out by color/shader.ts at each drawing, so
// that a control's move costs one frame and no request.

import { lookNames } from "../color/look";
import { fragmentShader, vertexShader } from "../color/shader";
import type { Layer, Renderer, Scene } from "./renderer";

/** From this enlargement on, pixels are shown as what they are. */
const plainPixelsFrom = 3;

type Uniforms = Record<string, WebGLUniformLocation | null>;

const uniformNames = [
  "rectangle",
  "view",
  "canvas",
  "colors",
  "original",
  "hasColors",
  "hasOriginal",
  "split",
  ...lookNames,
];

function compiled(gl: WebGL2RenderingContext, kind: number, source: string): WebGLShader | null {
  const shader = gl.createShader(kind);
  if (!shader) return null;
  gl.shaderSource(shader, source);
  gl.compileShader(shader);
  return shader;
}

function linked(gl: WebGL2RenderingContext): WebGLProgram | null {
  const vertex = compiled(gl, gl.VERTEX_SHADER, vertexShader);
  const fragment = compiled(gl, gl.FRAGMENT_SHADER, fragmentShader);
  const program = gl.createProgram();
  if (!vertex || !fragment || !program) return null;
  gl.attachShader(program, vertex);
  gl.attachShader(program, fragment);
  gl.bindAttribLocation(program, 0, "corner");
  gl.linkProgram(program);
  if (gl.getProgramParameter(program, gl.LINK_STATUS)) return program;
  console.warn("WebGL: " + (gl.getShaderInfoLog(fragment) || gl.getProgramInfoLog(program)));
  return null;
}

export class GlRenderer implements Renderer {
  private uniforms: Uniforms = {};
  private textures = new Map<ImageBitmap, WebGLTexture>();

  /** Null where WebGL2 is missing or refuses the shader. */
  static create(canvas: HTMLCanvasElement, redraw: () => void): GlRenderer | null {
    const gl = canvas.getContext("webgl2", { antialias: false, depth: false });
    if (!gl) return null;
    const renderer = new GlRenderer(gl, redraw);
    return renderer.prepare() ? renderer : null;
  }

  private constructor(
    private readonly gl: WebGL2RenderingContext,
    private readonly redraw: () => void,
  ) {
    gl.canvas.addEventListener("webglcontextlost", this.lost);
    gl.canvas.addEventListener("webglcontextrestored", this.restored);
  }

  draw({ view, layers, look, split }: Scene): void {
    const { gl, uniforms } = this;
    if (gl.isContextLost()) return;
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.uniform3f(uniforms.view!, view.x, view.y, view.scale);
    gl.uniform2f(uniforms.canvas!, gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.uniform1f(uniforms.split!, split);
    for (const name of lookNames) gl.uniform1f(uniforms[name]!, look[name]);
    this.forgetAllBut(layers);
    for (const layer of layers) this.drawLayer(layer, view.scale);
  }

  dispose(): void {
    this.gl.canvas.removeEventListener("webglcontextlost", this.lost);
    this.gl.canvas.removeEventListener("webglcontextrestored", this.restored);
    this.forgetAllBut([]);
    this.gl.getExtension("WEBGL_lose_context")?.loseContext();
  }

  private drawLayer({ place, lab, original }: Layer, scale: number): void {
    if (!lab && !original) return;
    const { gl, uniforms } = this;
    this.bind(0, lab, place.width, scale);
    this.bind(1, original, place.width, scale);
    gl.uniform1i(uniforms.hasColors!, lab ? 1 : 0);
    gl.uniform1i(uniforms.hasOriginal!, original ? 1 : 0);
    gl.uniform4f(uniforms.rectangle!, place.x, place.y, place.width, place.height);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  private bind(unit: number, bitmap: ImageBitmap | null, width: number, scale: number): void {
    const { gl } = this;
    gl.activeTexture(gl.TEXTURE0 + unit);
    gl.bindTexture(gl.TEXTURE_2D, bitmap ? this.textureOf(bitmap) : null);
    if (!bitmap) return;
    const enlargement = (scale * width) / bitmap.width;
    // One to one there is nothing to blend, and blending is not exact.
    const plain = enlargement === 1 || (enlargement >= plainPixelsFrom && bitmap.width === width);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, plain ? gl.NEAREST : gl.LINEAR);
    gl.texParameteri(
      gl.TEXTURE_2D,
      gl.TEXTURE_MIN_FILTER,
      plain ? gl.NEAREST : gl.LINEAR_MIPMAP_LINEAR,
    );
  }

  private textureOf(bitmap: ImageBitmap): WebGLTexture {
    const known = this.textures.get(bitmap);
    if (known) return known;
    const { gl } = this;
    const texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, bitmap);
    gl.generateMipmap(gl.TEXTURE_2D);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    this.textures.set(bitmap, texture);
    return texture;
  }

  private forgetAllBut(layers: readonly Layer[]): void {
    const used = new Set(layers.flatMap(({ lab, original }) => [lab, original]));
    for (const [bitmap, texture] of this.textures) {
      if (used.has(bitmap)) continue;
      this.gl.deleteTexture(texture);
      this.textures.delete(bitmap);
    }
  }

  private prepare(): boolean {
    const { gl } = this;
    const program = linked(gl);
    if (!program) return false;
    gl.useProgram(program);
    for (const name of uniformNames) this.uniforms[name] = gl.getUniformLocation(program, name);
    gl.uniform1i(this.uniforms.colors!, 0);
    gl.uniform1i(this.uniforms.original!, 1);
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([0, 0, 1, 0, 0, 1, 1, 1]), gl.STATIC_DRAW);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
    gl.clearColor(0, 0, 0, 0);
    return true;
  }

  private readonly lost = (event: Event): void => event.preventDefault();

  private readonly restored = (): void => {
    this.textures.clear();
    if (this.prepare()) this.redraw();
  };
}
