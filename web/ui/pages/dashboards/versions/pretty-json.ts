import { parseJson } from '../../../api/api-error.ts';

/** The same JSON, a member a line, so that two can be compared; a text that is none as it is. */
export function prettyJson(text: string): string {
  const value = parseJson(text);
  return value === undefined ? text : JSON.stringify(value, null, 2);
}
