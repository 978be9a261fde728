import { IconCheck, IconRulerMeasure, IconSend, IconTimeline } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useLinkTo, usePlace } from '../../scope/use-place.ts';
import classes from './home.module.css';

/** The way to the first alert, for a tenant that has none yet. */
export function FirstSteps({
  hasChannel,
  hasRule,
}: {
  readonly hasChannel: boolean;
  readonly hasRule: boolean;
}) {
  const { t } = useTranslation();
  const { scope } = usePlace();
  const linkTo = useLinkTo();
  const steps = [
    { name: 'explore', path: '/explore', icon: IconTimeline, isDone: false },
    { name: 'channel', path: '/channels/new', icon: IconSend, isDone: hasChannel },
    { name: 'rule', path: '/rules/new', icon: IconRulerMeasure, isDone: hasRule },
  ] as const;
  return (
    <section className={classes.first} aria-label={t('home.first.title', { scope })}>
      <h2 className={classes.heading}>{t('home.first.title', { scope })}</h2>
      <p className="dimmed">{t('home.first.text')}</p>
      <ol className={classes.steps}>
        {steps.map(({ name, path, icon: Icon, isDone }) => (
          <li key={name}>
            <Link className={classes.step ?? ''} to={linkTo(path)}>
              {isDone ? <IconCheck size={20} aria-hidden /> : <Icon size={20} aria-hidden />}
              <span className={classes.stepName}>{t(`home.first.${name}`)}</span>
              <span className="dimmed">{t(`home.first.${name}Text`)}</span>
            </Link>
          </li>
        ))}
      </ol>
    </section>
  );
}
