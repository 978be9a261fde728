import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { DeadLetterFilter } from '../../api/delivery-queries.ts';
import { channelsQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { reasonWords } from '../../i18n/reason-words.ts';

/** What was given up most often; a message with another reason is found without a filter. */
const REASONS = [
  'too_old',
  'webhook_rejected',
  'webhook_gone',
  'webhook_redirect',
  'service_rejected',
  'service_content',
  'service_credentials',
  'service_gone',
] as const;

/** Which dead letters are shown. */
export function LetterFilter({
  owner,
  filter,
  onChange,
}: {
  readonly owner: string;
  readonly filter: DeadLetterFilter;
  readonly onChange: (filter: DeadLetterFilter) => void;
}) {
  const { t } = useTranslation();
  const { call } = useServices();
  const channels = useQuery(channelsQuery(call, owner)).data ?? [];
  const { channel, reason } = filter;
  return (
    <>
      <Select
        size="xs"
        label={t('deadLetters.channel')}
        placeholder={t('deadLetters.anyChannel')}
        clearable
        value={channel === '' ? null : channel}
        data={channels.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(value) => onChange({ ...filter, channel: value ?? '' })}
      />
      <Select
        size="xs"
        label={t('deadLetters.reason')}
        placeholder={t('deadLetters.anyReason')}
        clearable
        value={reason === '' ? null : reason}
        data={REASONS.map((value) => ({ value, label: reasonWords(value, t) }))}
        onChange={(value) => onChange({ ...filter, reason: value ?? '' })}
      />
    </>
  );
}
