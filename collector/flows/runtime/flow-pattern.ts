import { RE2JS } from 're2js';
import { plainPattern } from '../filters/plain-pattern.ts';

/** Searches in linear time. */
export interface FlowPattern {
  isFoundIn(text: string): boolean;
  /** The named groups that took part; null when it is not found. */
  groupsIn(text: string): Readonly<Record<string, string>> | null;
}

/** @throws Error for what is no pattern of RE2: it was checked before it was stored */
export function flowPattern(text: string): FlowPattern {
  const expression = RE2JS.compile(plainPattern(text));
  const names = Object.entries(expression.namedGroups());
  return {
    isFoundIn: (value) => expression.matcher(value).find(),
    groupsIn: (value) => {
      const matcher = expression.matcher(value);
      if (!matcher.find()) return null;
      const groups: Record<string, string> = Object.create(null);
      for (const [name, number] of names) {
        const group = matcher.group(number);
        if (group !== null && group !== undefined) groups[name] = group;
      }
      return groups;
    },
  };
}
