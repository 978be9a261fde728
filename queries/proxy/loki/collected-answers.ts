import type { UpstreamRequest } from '../../upstream/upstream.ts';
import { type CollectedAnswer, jsonOf } from './collect-loki.ts';

/** Answers in the order of their requests. */
type Collected = readonly CollectedAnswer[];

/** One of several answers as JSON. @throws AppError for another status and for what is no JSON */
export function jsonAt(
  collected: Collected,
  requests: readonly UpstreamRequest[],
  index: number,
): unknown {
  const answer = collected[index];
  const request = requests[index];
  if (!answer || !request) throw new TypeError('an answer without its backend');
  return jsonOf(answer, request.backend.url);
}

/** Loki answers 404 where there are no rules, and where it has no ruler. */
export function isAbsent(answer: Collected[number] | undefined): boolean {
  return answer?.status === 404;
}

/** The members of several answers, numbers added up. */
export function sumOf(
  answers: readonly Readonly<Record<string, unknown>>[],
  members: readonly string[],
): Readonly<Record<string, unknown>> {
  const [first = {}, ...more] = answers;
  const add = (name: string) =>
    more.reduce<unknown>(
      (sum, answer) =>
        typeof sum === 'number' && typeof answer[name] === 'number' ? sum + answer[name] : sum,
      first[name],
    );
  return Object.fromEntries(
    members.filter((name) => first[name] !== undefined).map((name) => [name, add(name)]),
  );
}
