import { MultiSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { SystemRuleGroup } from '../../../contract/system-rules.ts';
import { channelsQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { usePlace } from '../../scope/use-place.ts';
import classes from './system-rules.module.css';

/** Who is told by the rules of a group. */
export function GroupChannels({
  group,
  isReadOnly,
  onChange,
}: {
  readonly group: SystemRuleGroup;
  readonly isReadOnly: boolean;
  readonly onChange: (channels: string[]) => void;
}) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const channels = useQuery(channelsQuery(call, owner)).data ?? [];
  return (
    <MultiSelect
      className={classes.channels ?? ''}
      size="xs"
      aria-label={t('systemRules.group.channels')}
      placeholder={
        group.channels.length === 0
          ? `${t('systemRules.group.channels')}: ${t('systemRules.group.noChannels')}`
          : ''
      }
      disabled={isReadOnly}
      data={channels.map(({ id, name }) => ({ value: id, label: name }))}
      value={group.channels}
      onChange={onChange}
    />
  );
}
