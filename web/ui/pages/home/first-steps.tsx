import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useNavigation } from 'react-router';
import type { Incident } from '../../../contract/incidents.ts';
import { useSession } from '../../app/session.ts';
import { may } from '../../scope/permissions.ts';
import { scopeWords } from '../../scope/scope-words.ts';
import { useLinkTo, usePlace } from '../../scope/use-place.ts';
import { useStartMark } from '../start/use-start-mark.ts';
import classes from './home.module.css';

/** What the home page knows of a tenant; undefined where it has not been answered. */
interface Known {
  readonly channels: number | undefined;
  readonly rules: number | undefined;
  readonly incidents: readonly Incident[] | undefined;
}

/**
 * The way to the first steps, for a tenant in which something is still missing. Who could take them
 * and has not seen them is led there once.
 */
export function FirstSteps({ channels, rules, incidents }: Known) {
  const { t } = useTranslation();
  const { scope, node } = usePlace();
  const { scopes } = useSession();
  const linkTo = useLinkTo();
  const [mark, setMark] = useStartMark();
  const { state } = useNavigation();
  const isKnown = channels !== undefined && rules !== undefined && incidents !== undefined;
  if (!isKnown || mark === 'hidden') return null;
  const isUntouched = channels === 0 && incidents.length === 0;
  if (!isUntouched && channels > 0 && rules > 0) return null;
  const isTenant = node.level !== 'platform';
  const mayAct = may(scopes, node.path, 'rules:write');
  if (isUntouched && isTenant && mayAct && mark === 'new') {
    // Not while somebody is on the way elsewhere.
    return state === 'idle' && <Navigate to={linkTo('/start')} replace />;
  }
  return (
    <section
      className={classes.first}
      aria-label={t('home.first.title', { scope: scopeWords(scope, t) })}
    >
      <h2 className={classes.heading}>{t('home.first.title', { scope: scopeWords(scope, t) })}</h2>
      <p className="dimmed">{t('home.first.text')}</p>
      <div className={classes.firstActions}>
        <Button component={Link} to={linkTo('/start')} size="xs">
          {t('home.first.open')}
        </Button>
        <Button size="xs" variant="default" onClick={() => setMark('hidden')}>
          {t('home.first.hide')}
        </Button>
      </div>
    </section>
  );
}
