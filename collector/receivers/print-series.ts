import type { Labels } from '../../platform/model/labels.ts';

const MAX_LENGTH = 2_000;

/** `{__name__="up", job="a"}`: labels as Prometheus and Loki print them, cut where they are long. */
export function printSeries(labels: Labels): string {
  const parts: string[] = [];
  let length = 0;
  for (const [name, value] of labels) {
    const part = `${PLAIN_NAME.test(name) ? name : JSON.stringify(name)}=${JSON.stringify(value)}`;
    length += part.length;
    if (length > MAX_LENGTH) {
      parts.push('…');
      break;
    }
    parts.push(part);
  }
  return `{${parts.join(', ')}}`;
}

const PLAIN_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
