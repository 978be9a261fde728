import type { Metrics } from '../../platform/observe/metrics.ts';
import { BYPASS_REASONS, type BypassReason } from './cacheability.ts';
import { RANGE_LANGUAGES, type RangeLanguage } from './range-language.ts';

/** Where an answer came from: the cache alone, cache and backend, or the backend alone. */
const ANSWER_SOURCES = ['hit', 'part', 'miss'] as const;
export type AnswerSource = (typeof ANSWER_SOURCES)[number];

/** What the cache counts. */
export interface RangeCacheMetrics {
  answered(language: RangeLanguage, source: AnswerSource): void;
  bypassed(language: RangeLanguage, reason: BypassReason): void;
  /** A question to a backend, with the instants it asked for; `shared` when another's was joined. */
  asked(language: RangeLanguage, kind: 'own' | 'shared', points: number): void;
  evicted(): void;
  holds(bytes: number): void;
}

export function createRangeCacheMetrics(metrics: Metrics): RangeCacheMetrics {
  const answers = metrics.counter({
    name: 'tocsin_range_cache_answers_total',
    help: 'Range queries by where the answer came from; bypass: not through the cache.',
    labels: { language: RANGE_LANGUAGES, source: [...ANSWER_SOURCES, 'bypass'] },
  });
  const bypasses = metrics.counter({
    name: 'tocsin_range_cache_bypasses_total',
    help: 'Range queries that went past the cache, by reason.',
    labels: { language: RANGE_LANGUAGES, reason: BYPASS_REASONS },
  });
  const questions = metrics.counter({
    name: 'tocsin_range_cache_questions_total',
    help: 'Questions to backends; shared: another caller was asking the same.',
    labels: { language: RANGE_LANGUAGES, kind: ['own', 'shared'] },
  });
  const points = metrics.counter({
    name: 'tocsin_range_cache_asked_points_total',
    help: 'Instants for which backends were asked, every series counted as one.',
    labels: { language: RANGE_LANGUAGES },
  });
  const evictions = metrics.counter({
    name: 'tocsin_range_cache_evictions_total',
    help: 'Entries dropped to make room.',
  });
  const bytes = metrics.gauge({
    name: 'tocsin_range_cache_bytes',
    help: 'Memory held by kept range answers.',
  });
  return {
    answered: (language, source) => answers.inc({ language, source }),
    bypassed: (language, reason) => {
      answers.inc({ language, source: 'bypass' });
      bypasses.inc({ language, reason });
    },
    asked: (language, kind, count) => {
      questions.inc({ language, kind });
      if (kind === 'own') points.inc({ language }, count);
    },
    evicted: () => evictions.inc({}),
    holds: (held) => bytes.set({}, held),
  };
}
