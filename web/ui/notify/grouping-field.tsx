import { Group, Select, TagsInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { parseDurationMs } from '../../../platform/model/duration.ts';
import type { Grouping } from '../../contract/policies.ts';

/** In the place of labels: each alone. */
const EACH_ALONE = '...';
const NAMES = ['alertname', 'severity', 'project', 'environment', 'cluster', 'namespace', 'rule'];

interface Props {
  /** What stands for "nothing is said": left out where that means each alone. */
  readonly inherited?: string;
  /** Null: nothing is said. */
  readonly value: Grouping | null;
  readonly error?: string | undefined;
  readonly onChange: (grouping: Grouping | null) => void;
}

/** Which incidents are told in one message, and how long a message waits for others. */
export function GroupingField({ inherited, value, error, onChange }: Props) {
  const { t } = useTranslation();
  const isAlone = value?.by.includes(EACH_ALONE) ?? false;
  const way = value === null ? 'inherited' : isAlone ? 'alone' : 'together';
  const choose = (chosen: string | null) => {
    if (chosen === 'together') onChange({ by: ['alertname'], wait: '30s', interval: '5m' });
    else onChange(chosen === 'alone' ? { by: [EACH_ALONE] } : null);
  };
  const alone = { value: 'alone', label: t('policies.grouping.alone') };
  const data = [
    inherited === undefined
      ? { ...alone, value: 'inherited' }
      : { value: 'inherited', label: inherited },
    ...(inherited === undefined ? [] : [alone]),
    { value: 'together', label: t('policies.grouping.together') },
  ];
  return (
    <Group gap={8} align="start" wrap="wrap">
      <Select
        size="xs"
        label={t('policies.grouping.label')}
        allowDeselect={false}
        data={data}
        value={way === 'alone' && inherited === undefined ? 'inherited' : way}
        onChange={choose}
      />
      {value !== null && !isAlone && (
        <>
          <TagsInput
            size="xs"
            miw={220}
            label={t('policies.grouping.by')}
            description={t('policies.grouping.byHelp')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            data={NAMES}
            maxTags={10}
            value={[...value.by]}
            onChange={(by) => onChange({ ...value, by })}
          />
          {(['wait', 'interval'] as const).map((key) => (
            <TextInput
              key={key}
              size="xs"
              w={110}
              label={t(`policies.grouping.${key}`)}
              value={value[key] ?? ''}
              error={key === 'wait' ? error : error !== undefined}
              onChange={(event) => onChange({ ...value, [key]: event.currentTarget.value })}
            />
          ))}
        </>
      )}
    </Group>
  );
}

/** True for times that the service would refuse; it judges everything again. */
export function isGroupingWrong(grouping: Grouping | null): boolean {
  if (grouping === null || grouping.by.includes(EACH_ALONE)) return false;
  const wait = parseDurationMs((grouping.wait ?? '30s').trim());
  const interval = parseDurationMs((grouping.interval ?? '5m').trim());
  if (wait === undefined || interval === undefined) return true;
  return wait > 3_600_000 || interval < 1_000 || interval > 86_400_000;
}

/** As it is sent: without blanks around its times. */
export function sentGrouping({ by, wait, interval }: Grouping): Grouping {
  return {
    by: [...by],
    ...(wait === undefined ? {} : { wait: wait.trim() }),
    ...(interval === undefined ? {} : { interval: interval.trim() }),
  };
}
