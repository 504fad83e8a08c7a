// Every request the Studio makes, and the errors it may get: the server's own words where it has
// some, plain ones of ours where it does not answer at all.

import { lookNames, type Look } from "../color/look";
import type {
  Job,
  JobList,
  JobOptions,
  Model,
  OptionDescription,
  Problem,
  Report,
  Run,
  RunSummary,
} from "./types";

const root = "api/v1";

export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** Seconds after which the server asks to be asked again. */
    readonly retryAfter: number | null = null,
  ) {
    super(message);
  }
}

export const unreachable = "Autochrome does not answer. Is it still running?";

export function errorOf(status: number, text: string, retryAfter: string | null): ApiError {
  const after = retryAfter === null || retryAfter === "" ? null : Number(retryAfter);
  return new ApiError(status, wordsOf(status, text), Number.isFinite(after) ? after : null);
}

function wordsOf(status: number, text: string): string {
  try {
    const problem = JSON.parse(text) as Partial<Problem>;
    const words = problem.detail || problem.title;
    if (words) return words;
  } catch {
    // Not a problem of ours, perhaps a proxy's page: the status has to do.
  }
  return `The server answered with status ${status}.`;
}

async function ask(path: string, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`${root}/${path}`, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, unreachable);
  }
  if (response.ok) return response;
  throw errorOf(response.status, await response.text(), response.headers.get("Retry-After"));
}

const read = async <T>(path: string, init?: RequestInit): Promise<T> =>
  (await ask(path, init)).json();

const sending = (method: string, body: unknown): RequestInit => ({
  method,
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

export const getOptions = () => read<OptionDescription[]>("options");
export const getModels = () => read<Model[]>("models");
export const getJobs = () => read<JobList>("jobs");
export const getRuns = () => read<RunSummary[]>("runs");
export const getRun = (name: string) => read<Run>(`runs/${encodeURIComponent(name)}`);
export const getReports = () => read<Report[]>("reports");

/** Another colouring of a photograph that is on the server already. */
export const createJob = (photo: string, options: Partial<JobOptions>) =>
  read<Job>("jobs", sending("POST", { photo, options }));

export const rememberLook = (job: string, look: Look) =>
  read<Job>(`jobs/${job}`, { ...sending("PATCH", { options: look }), keepalive: true });

export const cancelJob = (job: string) => read<Job>(`jobs/${job}/cancel`, { method: "POST" });
export const retryJob = (job: string) => read<Job>(`jobs/${job}/retry`, { method: "POST" });

export async function removeJob(job: string): Promise<void> {
  await ask(`jobs/${job}`, { method: "DELETE", keepalive: true });
}

export async function removeAllJobs(): Promise<void> {
  await ask("jobs", { method: "DELETE" });
}

export async function fetchPicture(path: string, signal?: AbortSignal): Promise<Blob> {
  return (await ask(path, signal ? { signal } : undefined)).blob();
}

export interface OutputOptions {
  format: string;
  quality: number;
}

export interface SavedFile {
  name: string;
  bytes: Blob;
}

function nameIn(response: Response, otherwise: string): string {
  const disposition = response.headers.get("Content-Disposition") ?? "";
  const extended = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  if (extended) return decodeURIComponent(extended);
  return /filename="([^"]+)"/.exec(disposition)?.[1] ?? otherwise;
}

export async function fetchResult(job: Job, look: Look, output: OutputOptions): Promise<SavedFile> {
  const query = new URLSearchParams({ format: output.format, quality: String(output.quality) });
  const response = await ask(`jobs/${job.id}/result?${query}&${lookQuery(look)}`);
  return {
    name: nameIn(response, `${job.name}.color.${output.format}`),
    bytes: await response.blob(),
  };
}

export async function fetchArchive(jobs: string[], output: OutputOptions): Promise<SavedFile> {
  const response = await ask("archive", sending("POST", { jobs, ...output }));
  return { name: nameIn(response, "autochrome.zip"), bytes: await response.blob() };
}

export function lookQuery(look: Look): string {
  return lookNames.map((name) => `${name}=${Number(look[name].toFixed(4))}`).join("&");
}

/** Addresses of pictures, from the page. */
export const originalUrl = (job: string, longSide: number) =>
  `${root}/jobs/${job}/original?long_side=${longSide}`;
export const previewUrl = (job: string, longSide: number, look: Look) =>
  `${root}/jobs/${job}/preview?long_side=${longSide}&${lookQuery(look)}`;
export const eventsUrl = `${root}/events`;
export const runEventsUrl = (name: string) => `${root}/runs/${encodeURIComponent(name)}/events`;
export const reportUrl = (name: string) =>
  `${root}/reports/${encodeURIComponent(name)}/report.html`;

/** Paths for fetchPicture, below the root. */
export const labPath = (job: string, longSide: number) => `jobs/${job}/lab?long_side=${longSide}`;
export const originalPath = (job: string, longSide: number) =>
  `jobs/${job}/original?long_side=${longSide}`;
export function regionPath(
  job: string,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
  kind: "lab" | "original",
): string {
  return `jobs/${job}/region?x=${x}&y=${y}&width=${width}&height=${height}&kind=${kind}`;
}
