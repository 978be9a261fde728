import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Permission } from '../../../../platform/tenancy/roles.ts';
import { rolesWith } from './roles-with.ts';
import classes from './start.module.css';
import { STEPS, type StepName, type WalkStep } from './walk.ts';

/** One step: its number or tick, what it is about, and its state as it is now. */
export function Step({
  step,
  aside,
  children,
}: {
  readonly step: WalkStep;
  /** Beside the title: the way to the page of it. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  const { name, state, isCurrent } = step;
  const number = STEPS.indexOf(name) + 1;
  const id = titleOf(name);
  return (
    <li
      className={classes.step}
      data-state={state}
      data-step={name}
      aria-labelledby={id}
      {...(isCurrent ? { 'aria-current': 'step' as const } : {})}
    >
      <span className={classes.mark} aria-hidden>
        {state === 'done' ? <IconCheck size={16} stroke={2.5} /> : number}
      </span>
      <div className={classes.body}>
        <div className={classes.head}>
          <h2 className={classes.title} id={id} tabIndex={-1}>
            {t(`start.${name}.title`)}
            <span className="visually-hidden">: {t(`start.state.${state}`)}</span>
          </h2>
          <span className={classes.aside}>{aside}</span>
        </div>
        <p className={`${classes.text} dimmed`}>{t(`start.${name}.text`)}</p>
        {children}
      </div>
    </li>
  );
}

const titleOf = (name: StepName) => `start-${name}`;

/** Goes on at a step, when what had the focus is gone. */
export function focusStep(name: StepName): void {
  document.getElementById(titleOf(name))?.focus({ preventScroll: true });
}

/** Why something cannot be done here, and who can. */
export function Denied({ permission }: { readonly permission: Permission }) {
  const { t } = useTranslation();
  const roles = rolesWith(permission).join(', ');
  return <p className={classes.denied}>{t('start.denied', { permission, roles })}</p>;
}
