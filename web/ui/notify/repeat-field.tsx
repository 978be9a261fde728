import { Group, NumberInput, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { parseDurationMs } from '../../../platform/model/duration.ts';
import type { RuleRepeat } from '../../contract/rules.ts';

const MODES = ['once', 'interval', 'doubling', 'every_time'] as const;
/** What stands there at first. */
const FIRST = { interval: '4h', doubling: '4h', every_time: '1m' } as const;
/** What the time between two messages is called. */
const LABELS = { interval: 'every', doubling: 'first', every_time: 'atMost' } as const;
const MIN_MS = 60_000;
const MAX_MS = 30 * 86_400_000;

interface Props {
  readonly label: string;
  /** What stands here when nothing is said: `never`. */
  readonly inherited: string;
  readonly value: RuleRepeat | null;
  readonly error?: string | undefined;
  readonly onChange: (repeat: RuleRepeat | null) => void;
}

/** How often people are told again while it lasts. */
export function RepeatField({ label, inherited, value, error, onChange }: Props) {
  const { t } = useTranslation();
  const choose = (chosen: string | null) => {
    const mode = MODES.find((each) => each === chosen);
    if (mode === undefined) onChange(null);
    else if (mode === 'once') onChange({ mode });
    else onChange({ every: everyFor(mode, value), ...max(value), mode });
  };
  return (
    <Group gap={8} align="start" wrap="wrap">
      <Select
        size="xs"
        label={label}
        allowDeselect={false}
        data={[
          { value: '', label: inherited },
          ...MODES.map((mode) => ({ value: mode, label: t(`policies.repeat.${mode}`) })),
        ]}
        value={value?.mode ?? ''}
        onChange={choose}
      />
      {value !== null && value.mode !== 'once' && (
        <>
          <TextInput
            size="xs"
            w={96}
            label={t(`policies.repeat.${LABELS[value.mode]}`)}
            value={value.every ?? ''}
            error={error}
            onChange={(event) => onChange({ ...value, every: event.currentTarget.value })}
          />
          <NumberInput
            size="xs"
            w={130}
            label={t('policies.repeat.max')}
            placeholder={t('policies.repeat.noMax')}
            min={1}
            max={1_000}
            allowDecimal={false}
            value={value.max ?? ''}
            onChange={(most) => {
              const { mode, every = '' } = value;
              onChange({ mode, every, ...(typeof most === 'number' ? { max: most } : {}) });
            }}
          />
        </>
      )}
    </Group>
  );
}

/** Whether the time between two messages can be kept to. */
export function isRepeatWrong(repeat: RuleRepeat | null): boolean {
  if (repeat === null || repeat.mode === 'once') return false;
  const everyMs = parseDurationMs((repeat.every ?? '').trim()) ?? 0;
  return everyMs < MIN_MS || everyMs > MAX_MS;
}

/** What somebody typed stays; what stood there by itself is that of the mode. */
function everyFor(mode: keyof typeof FIRST, value: RuleRepeat | null): string {
  const before = value === null || value.mode === 'once' ? undefined : FIRST[value.mode];
  const typed = value?.every;
  return typed === undefined || typed === before ? FIRST[mode] : typed;
}

function max(repeat: RuleRepeat | null): Pick<RuleRepeat, 'max'> {
  return repeat?.max === undefined ? {} : { max: repeat.max };
}
