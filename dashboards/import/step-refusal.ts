import { KNOWN_STEPS, PLAIN_MATCHERS, VALUE_MATCHERS } from '../model/drawn-parts.data.ts';
import type { JsonRecord } from '../model/panel.ts';
import { CONFIG_HANDLERS, MAPPING_HANDLERS } from '../queries/steps/field-handlers.ts';
import { isRecord, recordOf, recordsOf, textOf } from './read-json.ts';

/** Steps that read matchers themselves, with patterns as RE2. */
const READ_HERE: ReadonlySet<string> = new Set(['filterFields']);

const MATCHER_MEMBERS: ReadonlySet<string> = new Set(['matcher', 'fields', 'include', 'exclude']);

/**
 * Why a transformation does not run here, as the end of a sentence; null where it does. Matchers of
 * @grafana/data that are not on our list may run patterns of authors in an engine that backtracks. With
 * variables put in it says more: those may hold a name of a matcher, too.
 */
export function stepRefusal(id: string, options: JsonRecord): string | null {
  if (!KNOWN_STEPS.has(id)) return 'it is not one of those that run here.';
  if (id === 'filterByValue') {
    for (const { config } of recordsOf(options.filters)) {
      const condition = textOf(recordOf(config).id);
      if (condition === 'regex') return 'conditions with patterns do not run here.';
      if (!VALUE_MATCHERS.has(condition))
        return `the condition ${condition.slice(0, 80) || '(none)'} is not known here.`;
    }
  }
  const matcher = READ_HERE.has(id) ? null : foreignMatcher(options);
  return matcher === null ? null : `the matcher ${matcher.slice(0, 80)} does not run in it.`;
}

function foreignMatcher(value: unknown): string | null {
  const members = Array.isArray(value) ? [...value.entries()] : Object.entries(recordOf(value));
  for (const [key, each] of members) {
    const id = MATCHER_MEMBERS.has(String(key)) && isRecord(each) ? each.id : undefined;
    if (typeof id === 'string' && !PLAIN_MATCHERS.has(id)) return id;
    const inside = typeof each === 'object' ? foreignMatcher(each) : null;
    if (inside !== null) return inside;
  }
  return null;
}

/** What is no config of a field, but a part of it; `__ignore` is nothing on purpose. */
const PARTS: ReadonlySet<string> = new Set([
  'field.name',
  'field.value',
  'field.label',
  '__ignore',
]);

/** What data may say of fields in Grafana and not here, of a step that runs: `mappings.nobody`, … */
export function unreadHandlers(id: string, options: JsonRecord): readonly string[] {
  if (id !== 'configFromData' && id !== 'rowsToFields') return [];
  const named = recordsOf(options.mappings).map(({ handlerKey }) => textOf(handlerKey));
  const isRead = (handler: string) =>
    CONFIG_HANDLERS.has(handler) ||
    PARTS.has(handler) ||
    (id === 'configFromData' && MAPPING_HANDLERS.has(handler));
  return [...new Set(named)].filter((handler) => handler !== '' && !isRead(handler));
}
