// One photograph on its way to the server. XMLHttpRequest, because fetch does not tell how much of a
// body has been sent.

import { ApiError, errorOf, unreachable } from "./client";
import type { Job } from "./types";

export interface Sending {
  done: Promise<Job>;
  abort(): void;
}

/** Sends `file`; `onProgress` hears of the part sent, 0 to 1. Rejects with an ApiError. */
export function sendPhoto(
  file: File,
  model: string | null,
  onProgress: (part: number) => void,
): Sending {
  const request = new XMLHttpRequest();
  const query = new URLSearchParams({ name: file.name });
  if (model) query.set("model", model);
  const done = new Promise<Job>((resolve, reject) => {
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status === 202) resolve(JSON.parse(request.responseText) as Job);
      else
        reject(
          errorOf(request.status, request.responseText, request.getResponseHeader("Retry-After")),
        );
    };
    request.onerror = () => reject(new ApiError(0, unreachable));
    request.onabort = () => reject(new DOMException("cancelled", "AbortError"));
  });
  request.open("POST", `api/v1/jobs?${query}`);
  request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
  request.send(file);
  return { done, abort: () => request.abort() };
}
