import type {
  SystemLevel,
  SystemRule,
  SystemRuleOverrideInput,
} from '../../../contract/system-rules.ts';
import { pointer } from '../../forms/pointer.ts';

/** A level as it is typed. */
export interface LevelText {
  readonly severity: string;
  readonly threshold: string;
  readonly for: string;
}

/** An override as its form holds it; an empty text is "as by default". */
export interface OverrideForm {
  readonly enabled: 'default' | 'on' | 'off';
  readonly ownLevels: boolean;
  readonly levels: readonly LevelText[];
  readonly keepFiringFor: string;
  readonly interval: string;
  readonly ownChannels: boolean;
  readonly channels: readonly string[];
  readonly levelChange: 'default' | 'raised' | 'any' | 'none';
}

const NOTHING = {
  enabled: null,
  levels: null,
  keepFiringFor: null,
  interval: null,
  channels: null,
  levelChange: null,
  version: 0,
} as const;

const DURATION = /^(?:0|(?:\d+(?:ms|[smhdwy]))+)$/;

export function formOfOverride({ override, levels, channels }: SystemRule): OverrideForm {
  return {
    enabled: enabledOf(override?.enabled ?? null),
    ownLevels: (override?.levels ?? null) !== null,
    levels: levels.map(levelText),
    keepFiringFor: override?.keepFiringFor ?? '',
    interval: override?.interval ?? '',
    ownChannels: (override?.channels ?? null) !== null,
    channels,
    levelChange: override?.levelChange ?? 'default',
  };
}

/** What is sent; parts that are as by default are null. */
export function overrideOf(form: OverrideForm): SystemRuleOverrideInput {
  return {
    enabled: form.enabled === 'default' ? null : form.enabled === 'on',
    levels: form.ownLevels ? form.levels.map(levelOf) : null,
    keepFiringFor: form.keepFiringFor.trim() || null,
    interval: form.interval.trim() || null,
    channels: form.ownChannels ? [...form.channels] : null,
    levelChange: form.levelChange === 'default' ? null : form.levelChange,
  };
}

/** The override that a rule has, as it would be sent again with another switch. */
export function switched(
  { override, isOnByDefault }: SystemRule,
  enabled: boolean,
): SystemRuleOverrideInput {
  const { version: _version, ...rest } = override ?? NOTHING;
  return { ...rest, enabled: enabled === isOnByDefault ? null : enabled };
}

/** What is wrong, by JSON pointer: `number`, `duration` or `needLevel`. */
export function mistakesOf(
  form: OverrideForm,
): ReadonlyMap<string, 'number' | 'duration' | 'needLevel'> {
  const mistakes = new Map<string, 'number' | 'duration' | 'needLevel'>();
  const { ownLevels, levels } = form;
  for (const field of ['keepFiringFor', 'interval'] as const) {
    const text = form[field].trim();
    if (text !== '' && !DURATION.test(text)) mistakes.set(`/${field}`, 'duration');
  }
  if (!ownLevels) return mistakes;
  if (levels.length === 0) mistakes.set('/levels', 'needLevel');
  for (const [index, level] of levels.entries()) {
    const isNumber = level.threshold.trim() !== '' && Number.isFinite(Number(level.threshold));
    if (!isNumber) mistakes.set(pointer('levels', index, 'threshold'), 'number');
    if (!DURATION.test(level.for.trim())) mistakes.set(pointer('levels', index, 'for'), 'duration');
  }
  return mistakes;
}

/** Whether something read from the browser's storage is a form. */
export function isOverrideForm(value: unknown): value is OverrideForm {
  if (typeof value !== 'object' || value === null) return false;
  return [
    'enabled',
    'ownLevels',
    'levels',
    'keepFiringFor',
    'interval',
    'ownChannels',
    'channels',
  ].every((key) => key in value);
}

/** Pointers of the fields, where the service's findings can be shown. */
export function overrideFields({ levels }: OverrideForm): readonly string[] {
  const ofLevels = levels.flatMap((_, index) =>
    ['severity', 'threshold', 'for'].map((key) => pointer('levels', index, key)),
  );
  return ['/levels', '/keepFiringFor', '/interval', '/channels', ...ofLevels];
}

function enabledOf(enabled: boolean | null): OverrideForm['enabled'] {
  if (enabled === null) return 'default';
  return enabled ? 'on' : 'off';
}

function levelText({ severity, threshold, for: held }: SystemLevel): LevelText {
  return { severity, threshold: String(threshold), for: held };
}

function levelOf({ severity, threshold, for: held }: LevelText): SystemLevel {
  return { severity, threshold: Number(threshold), for: held.trim() };
}
