import { sendAll } from '../support/raw-http.ts';
import { type Aim, type Attack, bytesOf, mustOf, type Shot } from './attack.ts';
import { type Outcome, problemOf } from './judge.ts';

/** The service under attack, and what it asked its backend. */
export interface Field {
  readonly url: string;
  tokenOf(aim: Aim): string;
  /** Requests that left for the backend since the last `forget`. */
  left(): readonly unknown[];
  forget(): void;
  /** What is wrong with a request that left on behalf of a tenant; null: nothing. */
  leftProblem(left: unknown, aim: Aim): string | null;
}

interface Aimed {
  readonly attack: Attack;
  readonly shot: Shot;
}

/** How a campaign went: problems worded for people, and how much was done. */
export interface Report {
  readonly problems: readonly string[];
  readonly shots: number;
  readonly outcomes: readonly Outcome[];
}

/**
 * Carries out all attacks that make sense for one aim, those first that have to be refused: after
 * these nothing may have left for the backend.
 */
export async function attackAll(
  field: Field,
  aim: Aim,
  attacks: readonly Attack[],
  mustBe?: 'refuse',
): Promise<Report> {
  const aimed = attacks.flatMap((attack) => {
    const shot = attack.shot(aim);
    return shot === null ? [] : [{ attack, shot }];
  });
  const isRefused = ({ attack }: Aimed) => (mustBe ?? mustOf(attack, aim)) === 'refuse';
  const refused = await mustRefuse(field, aim, aimed.filter(isRefused));
  field.forget();
  const others = await carryOut(
    field,
    aim,
    aimed.filter((one) => !isRefused(one)),
  );
  const left = field.left().flatMap((one) => field.leftProblem(one, aim) ?? []);
  const problems = others.flatMap((outcome) => problemOf(outcome) ?? []);
  return {
    problems: [...refused.problems, ...problems, ...new Set(left)],
    shots: aimed.length,
    outcomes: [...refused.outcomes, ...others],
  };
}

async function mustRefuse(field: Field, aim: Aim, aimed: readonly Aimed[]) {
  field.forget();
  const outcomes = await carryOut(field, aim, aimed);
  const problems = outcomes.flatMap((outcome) => {
    const { status } = outcome.answer;
    const isLet = status < 400 && !(outcome.attack.mayClose === true && status === 0);
    return problemOf(outcome) ?? (isLet ? accepted(outcome) : []);
  });
  if (field.left().length > 0) problems.push(...(await culprits(field, aim, aimed)));
  return { outcomes, problems };
}

const accepted = ({ aim, attack, answer }: Outcome): string =>
  `${aim.method} ${aim.route} of ${aim.tenant}, ${attack.name}: was not refused: ${answer.status} ${answer.body.slice(0, 200)}`;

/** Which of them made something leave: each once more, alone. */
async function culprits(field: Field, aim: Aim, aimed: readonly Aimed[]): Promise<string[]> {
  const found: string[] = [];
  for (const one of aimed) {
    field.forget();
    await carryOut(field, aim, [one]);
    if (field.left().length > 0) {
      found.push(`${aim.method} ${aim.route}, ${one.attack.name}: was asked before it was refused`);
    }
  }
  return found.length > 0
    ? found
    : [`${aim.method} ${aim.route}: something left, of unknown cause`];
}

async function carryOut(
  field: Field,
  aim: Aim,
  aimed: readonly Aimed[],
): Promise<readonly Outcome[]> {
  const requests = aimed.map(({ shot }) => ({
    bytes: bytesOf(shot, field.tokenOf(aim)),
    isHead: shot.method === 'HEAD',
  }));
  const answers = await sendAll(field.url, requests);
  return aimed.flatMap(({ attack, shot }, index) => {
    const answer = answers[index];
    return answer ? [{ attack, aim, shot, answer }] : [];
  });
}

/**
 * What of the attacks is carried out for an aim: all in `npm run proof`. Otherwise those by text,
 * and every other one of the rest, so that each is made on each route, by either tenant with one of
 * two methods.
 */
export function shareOf(attacks: readonly Attack[], { method, tenant }: Aim): readonly Attack[] {
  if (process.env.TOCSIN_PROOF === '1') return attacks;
  const turn = (method === 'GET' ? 0 : 1) + (tenant === 'acme' ? 0 : 1);
  return attacks.filter(({ name }, index) => name.startsWith('text') || (index + turn) % 2 === 0);
}
