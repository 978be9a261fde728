import { INCIDENT_TAG } from '../../model/incident-tag.ts';
import type { PlainTarget } from './plain-target.ts';

/** Which incidents a dashboard asks for. */
export interface AskedMarks {
  /** Beside the tag: severities, `firing`, `resolved`, and labels as `name:value`. */
  readonly tags: readonly string[];
  /** Any of the tags is enough. */
  readonly isAny: boolean;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly limit: number;
}

const MOST = 500;
const USUAL = 100;

/** Null for a question that Grafana answers itself. */
export function askedMarks({ path, query }: PlainTarget): AskedMarks | null {
  const tags = query.getAll('tags');
  if (path !== '/api/annotations' || !tags.includes(INCIDENT_TAG)) return null;
  const limit = wholeNumber(query.get('limit'));
  return {
    tags: tags.filter((tag) => tag !== INCIDENT_TAG && tag !== ''),
    isAny: query.get('matchAny') === 'true',
    fromMs: wholeNumber(query.get('from')),
    toMs: wholeNumber(query.get('to')),
    limit: limit === null || limit === 0 ? USUAL : Math.min(limit, MOST),
  };
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
