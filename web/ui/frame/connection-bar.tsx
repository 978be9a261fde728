import { Button } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLive } from '../live/live-context.ts';
import { useNow } from '../time/now.ts';
import { shortLength } from '../time/relative.ts';
import classes from './frame.module.css';

/** A break is worth a bar only once it lasts. */
const QUIET_MS = 2_000;

/** While the live connection is lost: how old what is shown is. */
export function ConnectionBar() {
  const { state } = useLive();
  return state.kind === 'lost' ? <LostBar sinceMs={state.sinceMs} /> : null;
}

function LostBar({ sinceMs }: { readonly sinceMs: number }) {
  const { t } = useTranslation();
  const { retry } = useLive();
  const ageMs = useNow(1_000) - sinceMs;
  if (ageMs < QUIET_MS) return null;
  return (
    <div className={classes.lost} role="status">
      <IconPlugConnectedX size={15} aria-hidden />
      <span className="figures">{t('frame.live.lostBar', { age: shortLength(ageMs) })}</span>
      <Button size="compact-xs" variant="subtle" onClick={retry}>
        {t('frame.live.retry')}
      </Button>
    </div>
  );
}
