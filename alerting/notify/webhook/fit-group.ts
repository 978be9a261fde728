import type { AlertGroup, GroupAlert } from '../content/alert-group.ts';
import { cutText, utf8Bytes } from '../content/markup.ts';

/** A group as it goes into a body, with what had to go. */
export interface FittedGroup extends AlertGroup {
  readonly leftOut: number;
  readonly isShortened: boolean;
}

interface Bounds {
  readonly chars: number;
  readonly entries: number;
  readonly alerts: number;
}

/** From nothing cut to the least that still tells what it is about. */
const STEPS: readonly Bounds[] = [
  { chars: 2_000, entries: 100, alerts: 200 },
  { chars: 500, entries: 60, alerts: 50 },
  { chars: 200, entries: 30, alerts: 10 },
  { chars: 80, entries: 10, alerts: 2 },
  { chars: 40, entries: 3, alerts: 1 },
];

/**
 * The body of a group within the receiver's limit: texts are cut first, then labels, annotations and
 * alerts left out from the end; the addresses of the pages always stay.
 * @param maxBytes inclusive, at least 4,096
 */
export function fitGroup(
  group: AlertGroup,
  maxBytes: number,
  print: (fitted: FittedGroup) => string,
): string {
  let body = print({ ...group, leftOut: group.truncated, isShortened: false });
  for (const bounds of STEPS) {
    if (utf8Bytes(body) <= maxBytes) return body;
    body = print(cutGroup(group, bounds));
  }
  return body;
}

function cutGroup(group: AlertGroup, bounds: Bounds): FittedGroup {
  const [first, ...others] = group.alerts;
  const kept = others.slice(0, bounds.alerts - 1).map((alert) => cutAlert(alert, bounds));
  return {
    ...group,
    alerts: [cutAlert(first, bounds), ...kept],
    groupLabels: cutTexts(group.groupLabels, bounds),
    commonLabels: cutTexts(group.commonLabels, bounds),
    commonAnnotations: cutTexts(group.commonAnnotations, bounds),
    leftOut: group.truncated + others.length - kept.length,
    isShortened: true,
  };
}

function cutAlert(alert: GroupAlert, bounds: Bounds): GroupAlert {
  return {
    ...alert,
    title: cutText(alert.title, Math.min(bounds.chars, 300)),
    labels: cutTexts(alert.labels, bounds),
    annotations: cutTexts(alert.annotations, bounds),
  };
}

function cutTexts(
  texts: Readonly<Record<string, string>>,
  { chars, entries }: Bounds,
): Record<string, string> {
  const cut: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(texts).slice(0, entries)) {
    cut[cutText(name, chars)] = cutText(value, chars);
  }
  return cut;
}
