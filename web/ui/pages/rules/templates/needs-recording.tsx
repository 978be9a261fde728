import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useLinkTo } from '../../../scope/use-place.ts';
import classes from './templates.module.css';

/** Says that a template reads what a group of system rules records, and leads there. */
export function NeedsRecording({ group }: { readonly group: string }) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  return (
    <p className={classes.text} role="note">
      <strong>{t('templates.needsRecording')}</strong> {t('templates.needsRecordingText')}{' '}
      <Anchor component={Link} to={linkTo('/rules/system', { group })} size="xs">
        {t('templates.recordingGroup', { group })}
      </Anchor>
    </p>
  );
}
