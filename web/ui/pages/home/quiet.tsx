import { IconAlertCircle, IconCircleCheck, IconCircleDashed } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Rule } from '../../../contract/rules.ts';
import { scopeWords } from '../../scope/scope-words.ts';
import { useLinkTo, usePlace } from '../../scope/use-place.ts';
import { isUnwatched } from '../rules/rule-status.tsx';
import classes from './home.module.css';

/** Nothing fires: good news only when something would. Undefined while the rules are not known. */
export function Quiet({ rules }: { readonly rules: readonly Rule[] | undefined }) {
  const { t } = useTranslation();
  const { scope } = usePlace();
  const hasNone = rules?.length === 0;
  return (
    <p className={classes.calm} data-none={hasNone}>
      {hasNone ? (
        <IconCircleDashed size={18} aria-hidden />
      ) : (
        <IconCircleCheck size={18} aria-hidden />
      )}
      {t(hasNone ? 'home.noRules' : 'home.calm', { scope: scopeWords(scope, t) })}
    </p>
  );
}

/** How many rules are switched on and still raise nothing, whatever happens. */
export function Unwatched({ rules }: { readonly rules: readonly Rule[] | undefined }) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  const count = rules?.filter(isUnwatched).length ?? 0;
  if (count === 0) return null;
  return (
    <Link className={classes.unwatched ?? ''} to={linkTo('/rules')}>
      <IconAlertCircle size={18} aria-hidden />
      {t('home.unwatched', { count })}
    </Link>
  );
}
