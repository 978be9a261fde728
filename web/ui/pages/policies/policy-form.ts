import type {
  EscalationStep,
  FlapDamping,
  Grouping,
  Policy,
  PolicyInput,
  TimeWindow,
} from '../../../contract/policies.ts';
import type { RuleRepeat } from '../../../contract/rules.ts';
import { sentGrouping } from '../../notify/grouping-field.tsx';
import { parseMonthDays, printMonthDays } from './month-days.ts';

export interface SeverityForm {
  readonly severity: string;
  /** Null: those of the others. */
  readonly channels: readonly string[] | null;
  /** Null: as the others. */
  readonly repeat: RuleRepeat | null;
}

/** A window as it is typed. */
export interface WindowForm extends Omit<TimeWindow, 'monthDays'> {
  /** `1-7, -1`; empty: any. */
  readonly monthDays: string;
}

/** A policy as it is typed. */
export interface PolicyForm {
  readonly name: string;
  readonly description: string;
  readonly channels: readonly string[];
  readonly repeat: RuleRepeat | null;
  readonly severities: readonly SeverityForm[];
  readonly windows: readonly WindowForm[];
  /** Null: each incident alone. */
  readonly grouping: Grouping | null;
  readonly escalation: readonly EscalationStep[];
  /** Null: nothing is damped. */
  readonly flapping: FlapDamping | null;
}

export const BLANK_POLICY: PolicyForm = {
  name: '',
  description: '',
  channels: [],
  repeat: null,
  severities: [],
  windows: [],
  grouping: null,
  escalation: [],
  flapping: null,
};

/** A new window: every night, in the zone in which instants are shown. */
export function blankWindow(name: string, zone: string): WindowForm {
  return {
    name,
    kind: 'mute',
    weekdays: [],
    times: [{ from: '22:00', to: '06:00' }],
    monthDays: '',
    months: [],
    zone,
  };
}

export function formOfPolicy(policy: Policy): PolicyForm {
  const { name, description, channels, repeat = null, severities, windows } = policy;
  const { grouping = null, escalation = [], flapping = null } = policy;
  return {
    name,
    description,
    channels,
    repeat,
    severities: severities.map(({ severity, channels: own = null, repeat: again = null }) => ({
      severity,
      channels: own,
      repeat: again,
    })),
    windows: windows.map(formOfWindow),
    grouping,
    escalation,
    flapping,
  };
}

export function formOfWindow(window: TimeWindow): WindowForm {
  return { ...window, monthDays: printMonthDays(window.monthDays) };
}

export function inputOfWindow(window: WindowForm): TimeWindow {
  return {
    ...window,
    name: window.name.trim(),
    monthDays: [...(parseMonthDays(window.monthDays) ?? [])],
  };
}

/** The body of a save. Ask `checkPolicy` first. A severity that says nothing is left out. */
export function inputOfPolicy(form: PolicyForm): PolicyInput {
  return {
    name: form.name.trim(),
    description: form.description.trim(),
    channels: [...form.channels],
    ...(form.repeat === null ? {} : { repeat: sentRepeat(form.repeat) }),
    severities: form.severities.flatMap(({ severity, channels, repeat }) =>
      channels === null && repeat === null
        ? []
        : [
            {
              severity,
              ...(channels === null ? {} : { channels: [...channels] }),
              ...(repeat === null ? {} : { repeat: sentRepeat(repeat) }),
            },
          ],
    ),
    windows: form.windows.map(inputOfWindow),
    ...(form.grouping === null ? {} : { grouping: sentGrouping(form.grouping) }),
    escalation: form.escalation.map(({ after, channels }) => ({
      after: after.trim(),
      channels: [...channels],
    })),
    ...(form.flapping === null ? {} : { flapping: sentFlapping(form.flapping) }),
  };
}

function sentFlapping({ changes, within, quiet }: FlapDamping): FlapDamping {
  return { changes, within: within.trim(), quiet: quiet.trim() };
}

/** As it is sent: without blanks around. */
export function sentRepeat(repeat: RuleRepeat): RuleRepeat {
  return repeat.every === undefined ? repeat : { ...repeat, every: repeat.every.trim() };
}

/** Tells a draft of this form from anything else. */
export function isPolicyForm(value: unknown): value is PolicyForm {
  if (typeof value !== 'object' || value === null) return false;
  const entries = new Map<string, unknown>(Object.entries(value));
  return (
    ['name', 'description'].every((key) => typeof entries.get(key) === 'string') &&
    ['channels', 'severities', 'windows', 'escalation'].every((key) =>
      Array.isArray(entries.get(key)),
    ) &&
    ['repeat', 'grouping', 'flapping'].every((key) => typeof entries.get(key) === 'object')
  );
}
