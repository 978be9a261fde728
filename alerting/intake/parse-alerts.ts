import { AppError } from '../../platform/errors/app-error.ts';
import type { Labels } from '../../platform/model/labels.ts';
import { parseAlertInstant } from './parse-alert-instant.ts';
import type { PostedAlert } from './posted-alert.ts';

/** Bounds of one post; all inclusive. Annotations over the bound are cut, labels are refused. */
export interface IntakeLimits {
  readonly maxAlerts: number;
  readonly maxLabels: number;
  readonly maxNameChars: number;
  readonly maxValueChars: number;
  /** How long an alert without an end counts as firing: Alertmanager's `resolve_timeout`. */
  readonly resolveTimeoutMs: number;
}

export const DEFAULT_INTAKE_LIMITS: IntakeLimits = {
  maxAlerts: 20_000,
  maxLabels: 128,
  maxNameChars: 512,
  maxValueChars: 16_384,
  resolveTimeoutMs: 5 * 60_000,
};

/** What was usable in a post; `errors` name the alerts that were not, by their index. */
export interface ParsedPost {
  readonly alerts: readonly PostedAlert[];
  readonly errors: readonly string[];
}

/**
 * Reads the decoded body of `POST /api/v2/alerts` (Alertmanager 0.34 semantics): unset `startsAt`
 * is now, or `endsAt` when that is set; unset `endsAt` is now + the resolve time-out; empty label
 * values are dropped; unknown fields are ignored. Good alerts are taken even when others are bad.
 * Decode the body with `JSON.parse`: of repeated keys the last one wins.
 *
 * @throws AppError `invalid` when the body is not a list, `too_large` when it is too long.
 */
export function parseAlerts(body: unknown, nowMs: number, limits: IntakeLimits): ParsedPost {
  if (!Array.isArray(body)) {
    throw new AppError('invalid', 'The body must be a JSON list of alerts.');
  }
  if (body.length > limits.maxAlerts) {
    throw new AppError(
      'too_large',
      `The post holds ${body.length} alerts; at most ${limits.maxAlerts} are taken at once.`,
    );
  }
  const alerts: PostedAlert[] = [];
  const errors: string[] = [];
  body.forEach((item: unknown, index) => {
    const parsed = parseAlert(item, nowMs, limits);
    if (typeof parsed === 'string') errors.push(`alert ${index}: ${parsed}`);
    else alerts.push(parsed);
  });
  return { alerts, errors };
}

/** The alert, or what is wrong with it. */
function parseAlert(item: unknown, nowMs: number, limits: IntakeLimits): PostedAlert | string {
  if (!isObject(item)) return 'not an object';
  const labels = readLabels(item.labels, limits);
  if (typeof labels === 'string') return labels;
  const annotations = readAnnotations(item.annotations, limits);
  if (typeof annotations === 'string') return annotations;
  const startsAt = readInstant('startsAt', item.startsAt);
  if (typeof startsAt === 'string') return startsAt;
  const endsAt = readInstant('endsAt', item.endsAt);
  if (typeof endsAt === 'string') return endsAt;
  const startsAtMs = startsAt ?? endsAt ?? nowMs;
  const endsAtMs = endsAt ?? Math.max(startsAtMs, nowMs) + limits.resolveTimeoutMs;
  if (endsAtMs < startsAtMs) return 'start time must be before end time';
  return { labels, annotations, startsAtMs, endsAtMs, endsAtIsTimeout: endsAt === undefined };
}

function readLabels(value: unknown, limits: IntakeLimits): Labels | string {
  if (!isObject(value)) return 'labels must be an object of texts';
  const labels = new Map<string, string>();
  for (const name of sortedNames(value)) {
    const content = value[name];
    if (typeof content !== 'string') return `labels: the value of ${name} must be a text`;
    if (content === '') continue;
    if (!isLabelName(name, limits)) return `invalid label name ${JSON.stringify(name)}`;
    if (content.length > limits.maxValueChars) {
      return `label ${name} has ${content.length} characters; at most ${limits.maxValueChars} are taken`;
    }
    labels.set(name, content);
  }
  if (labels.size === 0) return 'at least one label pair required';
  if (labels.size > limits.maxLabels) {
    return `${labels.size} labels; at most ${limits.maxLabels} are taken`;
  }
  return labels;
}

function readAnnotations(value: unknown, limits: IntakeLimits): Labels | string {
  if (value === undefined || value === null) return new Map();
  if (!isObject(value)) return 'annotations must be an object of texts';
  const annotations = new Map<string, string>();
  for (const name of sortedNames(value)) {
    const content = value[name];
    if (typeof content !== 'string') return `annotations: the value of ${name} must be a text`;
    if (!isLabelName(name, limits)) return `invalid annotation name ${JSON.stringify(name)}`;
    if (content !== '' && annotations.size < limits.maxLabels) {
      annotations.set(name, cut(content, limits.maxValueChars));
    }
  }
  return annotations;
}

/** In the order of their code units, as label sets are; Go's encoders send them so. */
function sortedNames(texts: Readonly<Record<string, unknown>>): readonly string[] {
  const names = Object.keys(texts);
  return names.every((name, at) => at === 0 || (names[at - 1] ?? '') < name) ? names : names.sort();
}

/** Any well-formed text is a name since Alertmanager 0.27; a lone surrogate is not well-formed. */
function isLabelName(name: string, limits: IntakeLimits): boolean {
  return name !== '' && name.length <= limits.maxNameChars && !/[\uD800-\uDFFF]/u.test(name);
}

function readInstant(field: string, value: unknown): number | undefined | string {
  if (value === undefined || value === null || value === '') return undefined;
  const ms = typeof value === 'string' ? parseAlertInstant(value) : undefined;
  if (ms === undefined) return `${field} is not an RFC 3339 instant: ${JSON.stringify(value)}`;
  return ms === 'unset' ? undefined : ms;
}

function cut(text: string, maxChars: number): string {
  return text.length > maxChars ? `${text.slice(0, maxChars - 1)}…` : text;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
