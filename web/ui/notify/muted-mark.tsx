import { IconBellOff, IconTool } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Incident } from '../../contract/incidents.ts';
import { mutedQuery } from '../api/silence-queries.ts';
import { useServices } from '../app/services.ts';
import { useLinkTo } from '../scope/use-place.ts';
import classes from './muted-mark.module.css';

/** That an incident is silenced, on the blacklist or in maintenance; leads to the silence. */
export function MutedMark({
  incident,
  isShort = false,
}: {
  readonly incident: Incident;
  /** Its sign only, for lists. */
  readonly isShort?: boolean;
}) {
  const { t } = useTranslation();
  const { call } = useServices();
  const linkTo = useLinkTo();
  const { id, owner, status } = incident;
  const muted = useQuery(mutedQuery(call, owner)).data?.get(id);
  const silence = muted?.find(({ kind }) => kind === 'maintenance') ?? muted?.[0];
  if (silence === undefined || status !== 'firing') return null;
  const Icon = silence.kind === 'maintenance' ? IconTool : IconBellOff;
  const words = t(`silences.muted.${silence.kind}`);
  return (
    <Link
      className={classes.mark ?? ''}
      to={linkTo(`/silences/${silence.id}`)}
      title={silence.reason}
      aria-label={words}
    >
      <Icon size={13} aria-hidden />
      {!isShort && words}
    </Link>
  );
}
