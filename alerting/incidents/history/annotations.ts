import type { Incident } from '../incident.ts';

/** A mark on a Grafana graph: a region from the start to the end, or to now while it fires. */
export interface IncidentAnnotation {
  readonly id: string;
  readonly time: number;
  readonly timeEnd?: number;
  readonly isRegion: boolean;
  readonly title: string;
  readonly text: string;
  readonly tags: readonly string[];
}

/** @see https://grafana.com/docs/grafana/latest/developers/http_api/annotations/#find-annotations */
export function annotationOf(incident: Incident): IncidentAnnotation {
  const { id, title, severity, status, startedAtMs, resolvedAtMs, labels, annotations } = incident;
  const text = annotations.get('summary') ?? annotations.get('description') ?? title;
  const tags = [severity, status, ...[...labels].map(([name, value]) => `${name}:${value}`)];
  return {
    id,
    time: startedAtMs,
    ...(resolvedAtMs === null ? {} : { timeEnd: resolvedAtMs }),
    isRegion: resolvedAtMs !== null,
    title,
    text,
    tags,
  };
}
