import { parseDurationMs } from '../../../../../platform/model/duration.ts';
import type { RuleSourceInput } from '../../../../contract/rules.ts';
import { pointer } from '../../../forms/pointer.ts';

export type LogFormSource = Extract<RuleSourceInput, { kind: 'log_form' }>;
export type LogForm = LogFormSource['form'];
export type LogCondition = LogForm['streams'][number];
export type LineCondition = LogForm['lines'][number];

/** JSON pointer of the form within a rule. */
export const LOG_FORM = '/source/form';

/** Of a rule made with the form of rules on logs; undefined for any other. */
export function logFormSource(source: RuleSourceInput | null): LogFormSource | undefined {
  return source?.kind === 'log_form' ? source : undefined;
}

export const BLANK_LINE: LineCondition = {
  kind: 'text',
  value: '',
  isNegated: false,
  ignoresCase: true,
};

/** The form as it is sent: names without the spaces around them, no fields that nothing reads. */
export function sentLogForm(form: LogForm): LogForm {
  const trimmed = ({ label, ...rest }: LogCondition) => ({ ...rest, label: label.trim() });
  return {
    ...form,
    streams: form.streams.map(trimmed),
    fields: form.parser === 'none' ? [] : form.fields.map(trimmed),
    window: form.window.trim(),
  };
}

/** What is missing or wrong; the service judges patterns and names. */
export type LogFormMistake = 'noStream' | 'noLabel' | 'noValue' | 'window';

const MIN_WINDOW_MS = 1_000;
const MAX_WINDOW_MS = 86_400_000;

/** By JSON pointer into the rule. */
export function logFormMistakes(form: LogForm): ReadonlyMap<string, LogFormMistake> {
  const mistakes = new Map<string, LogFormMistake>();
  const { streams, lines, fields } = sentLogForm(form);
  for (const [name, conditions] of Object.entries({ streams, fields })) {
    for (const [index, { label, op, value }] of conditions.entries()) {
      const at = `${LOG_FORM}${pointer(name, index)}`;
      if (label === '') mistakes.set(`${at}/label`, 'noLabel');
      // Without a value it finds what lacks the label, which somebody may well mean.
      if (value === '' && !op.startsWith('!')) mistakes.set(`${at}/value`, 'noValue');
    }
  }
  for (const [index, { value }] of lines.entries()) {
    if (value === '') mistakes.set(`${LOG_FORM}${pointer('lines', index)}/value`, 'noValue');
  }
  if (!streams.some(({ op }) => !op.startsWith('!'))) {
    mistakes.set(`${LOG_FORM}/streams`, 'noStream');
  }
  const windowMs = parseDurationMs(form.window.trim()) ?? 0;
  if (windowMs < MIN_WINDOW_MS || windowMs > MAX_WINDOW_MS) {
    mistakes.set(`${LOG_FORM}/window`, 'window');
  }
  return mistakes;
}

/** Pointers of the fields, where the service's findings can be shown. */
export function logFormFields(source: RuleSourceInput | null): readonly string[] {
  const form = logFormSource(source)?.form;
  if (form === undefined) return [];
  const at = (name: string, index: number, key: string) =>
    `${LOG_FORM}${pointer(name, index, key)}`;
  const conditions = (['streams', 'fields'] as const).flatMap((name) =>
    form[name].flatMap((_, index) => [at(name, index, 'label'), at(name, index, 'value')]),
  );
  return [
    ...['streams', 'lines', 'parser', 'fields', 'window', 'windowMs', 'groupBy'].map(
      (name) => `${LOG_FORM}/${name}`,
    ),
    ...conditions,
    ...form.lines.map((_, index) => at('lines', index, 'value')),
    ...form.groupBy.map((_, index) => `${LOG_FORM}${pointer('groupBy', index)}`),
  ];
}

/** The log query whose lines are looked at for fields; '' while no stream is chosen. */
export function fieldsQuery({ streams, parser }: LogForm): string {
  const matchers = streams
    .filter(({ label, value }) => label.trim() !== '' && value !== '')
    .map(({ label, op, value }) => `${label.trim()}${op}${JSON.stringify(value)}`);
  if (matchers.length === 0 || parser === 'none') return '';
  return `{${matchers.join(',')}} | ${parser}`;
}
