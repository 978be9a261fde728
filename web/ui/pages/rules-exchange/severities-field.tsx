import { ActionIcon, Button, Group, Select, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLadder } from '../../severity/ladder.ts';

interface SeverityPair {
  readonly name: string;
  readonly value: string;
}

/** What severities of other people's ladders are on ours. */
export function SeveritiesField({
  pairs,
  onChange,
}: {
  readonly pairs: readonly SeverityPair[];
  readonly onChange: (pairs: readonly SeverityPair[]) => void;
}) {
  const { t } = useTranslation();
  const ladder = useLadder();
  const put = (index: number, part: Partial<SeverityPair>) =>
    onChange(pairs.map((pair, at) => (at === index ? { ...pair, ...part } : pair)));
  return (
    <div>
      {pairs.map((pair, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
        <Group key={index} gap="xs" mb={4}>
          <TextInput
            size="xs"
            aria-label={t('exchange.theirSeverity')}
            placeholder={t('exchange.theirSeverity')}
            value={pair.name}
            onChange={(event) => put(index, { name: event.currentTarget.value })}
          />
          <Select
            size="xs"
            aria-label={t('exchange.ourSeverity')}
            data={[...ladder]}
            value={pair.value}
            allowDeselect={false}
            onChange={(value) => put(index, { value: value ?? '' })}
          />
          <ActionIcon
            size="sm"
            variant="subtle"
            aria-label={t('exchange.removeSeverity')}
            onClick={() => onChange(pairs.filter((_, at) => at !== index))}
          >
            <IconX size={14} />
          </ActionIcon>
        </Group>
      ))}
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={<IconPlus size={12} />}
        onClick={() => onChange([...pairs, { name: '', value: ladder[0] ?? '' }])}
      >
        {t('exchange.addSeverity')}
      </Button>
    </div>
  );
}

/** Lines without a name say nothing yet. */
export function severitiesOf(pairs: readonly SeverityPair[]): Record<string, string> {
  const named = pairs.filter(({ name, value }) => name.trim() !== '' && value !== '');
  return Object.fromEntries(named.map(({ name, value }) => [name.trim(), value]));
}
