import type { RawAnswer } from '../support/raw-http.ts';
import type { Aim, Attack, Shot } from './attack.ts';
import { foreignWord } from './words.ts';

/** One attack that was carried out. */
export interface Outcome {
  readonly attack: Attack;
  readonly aim: Aim;
  readonly shot: Shot;
  readonly answer: RawAnswer;
}

const excerpt = ({ head, body }: RawAnswer): string =>
  `${head.split('\r\n', 1)[0] ?? ''} ${body.slice(0, 300)}`;

/** What is wrong with the answer to any attack, whatever it had to be; null: nothing. */
export function problemOf(outcome: Outcome): string | null {
  const { attack, aim, answer } = outcome;
  if (attack.mayClose === true && answer.status === 0) return null;
  const problem = wordProblem(outcome) ?? faultOf(answer) ?? shapeProblem(outcome);
  return problem === null
    ? null
    : `${aim.method} ${aim.route} of ${aim.tenant}, ${attack.name}: ${problem}: ${excerpt(answer)}`;
}

/** A word of somebody else; or the neighbour's name, where the request did not say it. */
function wordProblem({ aim, shot, answer }: Outcome): string | null {
  const text = `${answer.head}\n${answer.body}`;
  const word = foreignWord(text, aim.tenant);
  if (word !== null) return `shows ${word}`;
  const asked = `${shot.target}\n${JSON.stringify(shot.headers)}\n${String(shot.body ?? '')}`;
  if (typeof shot.body !== 'string' && shot.body !== null) return null;
  const isNamed = decoded(asked).toLowerCase().includes(aim.neighbour);
  return !isNamed && text.toLowerCase().includes(aim.neighbour) ? `names ${aim.neighbour}` : null;
}

/** Percent escapes of ASCII, twice. */
function decoded(text: string): string {
  const once = (given: string) =>
    given.replaceAll(/%([0-7][0-9a-f])/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  return `${text}\n${once(text)}\n${once(once(text))}`;
}

function faultOf({ status, head }: RawAnswer): string | null {
  if (status === 0) return 'was not answered';
  if (status >= 500) return 'is a fault of ours';
  return /^content-encoding:/im.test(head) ? 'cannot be searched' : null;
}

/** Statuses that HTTP itself answers, before there is a route. */
const OF_HTTP = new Set([400, 404, 408, 413, 414, 415, 417, 426, 431]);

function shapeProblem({ attack, aim, answer }: Outcome): string | null {
  const { status, head, body } = answer;
  if (aim.method === 'HEAD' || status === 204) return null;
  if (/^location:/im.test(head)) return 'leads somewhere else';
  // Beside the routes there is the interface.
  if (attack.leavesRoute !== true && /<!doctype|<html/i.test(body)) return 'is a page';
  if (/node_modules|\bat [A-Za-z.]+ \(|\.ts:\d+/.test(body)) return 'shows where it was thrown';
  if (status < 400) return null;
  if (attack.mayClose === true) return null;
  const isPlain = aim.api === 'loki' || aim.isPlain === true;
  const isOurs = isPlain ? isPlainText(answer) : isPrometheusError(body);
  const mayDiffer = attack.leavesRoute === true || OF_HTTP.has(status);
  const isElsewhere =
    attack.leavesRoute === true && (isServiceError(body) || isPrometheusError(body));
  if (isOurs || isElsewhere) return null;
  return mayDiffer && isHttpError(answer) ? null : 'is not worded as the protocol does';
}

function isPrometheusError(body: string): boolean {
  const { status, errorType, error } = objectIn(body);
  return status === 'error' && typeof errorType === 'string' && typeof error === 'string';
}

function isServiceError(body: string): boolean {
  const { error } = objectIn(body);
  return typeof error === 'object' && error !== null && 'kind' in error;
}

/** What the parser of HTTP and the router answer when there is no route: fastify's own shape. */
function isHttpError({ status, body }: RawAnswer): boolean {
  if (status === 417 && body === '') return true;
  const { statusCode, error, message } = objectIn(body);
  return statusCode === status && typeof error === 'string' && typeof message === 'string';
}

const isPlainText = ({ head, body }: RawAnswer): boolean =>
  /^content-type: text\/plain/im.test(head) && /^[^{<].*\n$/s.test(body);

function objectIn(body: string): Readonly<Record<string, unknown>> {
  if (!body.startsWith('{')) return {};
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return {};
    throw thrown;
  }
}
