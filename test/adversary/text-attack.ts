import { type Attack, namesIn, shotOfText } from './attack.ts';

/**
 * A query or selector of somebody who tries. `refuse by scope`: it is good language, so what only
 * formats or parses takes it; default `stay inside`.
 */
export interface TextAttack {
  readonly name: string;
  readonly rows: readonly number[];
  readonly must?: 'refuse' | 'refuse by scope';
  readonly text: string;
}

/** As attacks on any route: where it takes no text, as a parameter it does not know. */
export function textAttacks(texts: readonly TextAttack[]): readonly Attack[] {
  return texts.map(({ name, rows, must, text }) => ({
    name: `text: ${name}`,
    rows,
    must: (aim) => {
      if (aim.textParameter === null) return 'refuse';
      if (must === undefined || (must === 'refuse by scope' && aim.isLocal)) return 'stay inside';
      return 'refuse';
    },
    shot: (aim) => shotOfText(aim, namesIn(text, aim)),
  }));
}
