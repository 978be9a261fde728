import { Select, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ChannelSelect } from './channel-select.tsx';

interface Props {
  readonly label: string;
  /** What stands here when nothing is said: `as the rule says`. */
  readonly inherited: string;
  /** Null: nothing is said. Empty: nobody. */
  readonly value: readonly string[] | null;
  readonly error?: string | undefined;
  readonly onChange: (ids: readonly string[] | null) => void;
}

/** Whom a severity tells: those of the others, certain channels, or nobody. */
export function ReceiversField({ label, inherited, value, error, onChange }: Props) {
  const { t } = useTranslation();
  const isChosen = value !== null && value.length > 0;
  return (
    <Stack gap={6}>
      <Select
        size="xs"
        label={label}
        allowDeselect={false}
        data={[
          { value: 'inherited', label: inherited },
          { value: 'some', label: t('policies.editor.someChannels') },
          { value: 'nobody', label: t('policies.editor.nobody') },
        ]}
        value={value === null ? 'inherited' : isChosen ? 'some' : 'nobody'}
        onChange={(way) => onChange(way === 'inherited' ? null : way === 'some' ? [NONE_YET] : [])}
      />
      {value !== null && isChosen && (
        <ChannelSelect
          size="xs"
          label={t('policies.editor.someChannels')}
          value={value.filter((id) => id !== NONE_YET)}
          error={error}
          onChange={(ids) => onChange(ids.length > 0 ? ids : [NONE_YET])}
        />
      )}
    </Stack>
  );
}

/** Stands for "certain channels, none chosen yet", which is not the same as nobody. */
export const NONE_YET = '';

/** True while somebody still has to choose. */
export function isUnchosen(channels: readonly string[] | null): boolean {
  return channels?.includes(NONE_YET) ?? false;
}
