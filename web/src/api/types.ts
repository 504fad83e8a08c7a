// The shapes of /api/v1 that the Studio uses (described in full by /api/v1/openapi.json).

import type { Look } from "../color/look";

export interface Problem {
  title: string;
  status: number;
  detail?: string;
  errors?: unknown[];
}

export type JobState = "queued" | "running" | "done" | "failed" | "cancelled";

export interface JobOptions extends Look {
  model: string;
  seed: number;
  size: number;
}

export interface Job {
  id: string;
  photo: string;
  name: string;
  state: JobState;
  /** 0 to 1. */
  progress: number;
  /** Places before it in the queue. */
  position: number;
  created: string;
  /** Pixels; 0 until known. */
  width: number;
  height: number;
  bits: number;
  format: string;
  /** Size of the photograph's file. */
  bytes: number;
  options: JobOptions;
  warnings: string[];
  seconds: { network?: number; total?: number };
  error: Problem | null;
}

export interface JobList {
  jobs: Job[];
  bytes: number;
  limit: number;
}

export interface Model {
  name: string;
  network: string;
  title: string;
  summary: string;
  size: number;
  parameters: number;
  bytes: number;
  /** Whether another seed gives another result. */
  varies: boolean;
  scores?: Record<string, unknown>;
  default?: boolean;
}

export interface OptionDescription {
  name: string;
  group: "network" | "look" | "output";
  type: "number" | "integer" | "string" | "boolean";
  help: string;
  default: number | string | boolean;
  min?: number;
  max?: number;
  choices?: string[];
}

export interface RunSummary {
  name: string;
  network: string;
  state: "running" | "ended";
  epoch: number;
  epochs: number;
  updated: string;
}

export type EpochRow = Record<string, number>;

export interface Run {
  config: Record<string, unknown>;
  epochs: EpochRow[];
  samples: string[];
}

export interface Report {
  name: string;
  title: string;
  date: string;
  models: string[];
}
