import { assertNever } from '../model/assert-never.ts';
import type { Expectation } from './state.ts';

/** Whether a statement that touched so many rows lets its batch stand. */
export function meets(expect: Expectation, touched: number): boolean {
  switch (expect) {
    case 'any':
      return true;
    case 'one':
      return touched === 1;
    case 'none':
      return touched === 0;
    case 'at-least-one':
      return touched >= 1;
    default:
      return assertNever(expect);
  }
}
