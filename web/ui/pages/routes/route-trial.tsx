import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../../app/services.ts';
import { type Pair, PairsField } from '../../forms/pairs-field.tsx';
import type { Form } from '../../forms/use-form.ts';
import { FaultText } from '../../frame/fault.tsx';
import { usePlace } from '../../scope/use-place.ts';
import { inputOfRoutes, type RoutesForm } from './route-form.ts';
import classes from './routes.module.css';

interface Props {
  readonly form: Form<RoutesForm>;
  /** Ids of the routes that take the alert. */
  readonly onTaken: (ids: ReadonlySet<string>) => void;
}

/** Which route takes an alert with these labels, before anything is saved. */
export function RouteTrial({ form, onTaken }: Props) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const [pairs, setPairs] = useState<readonly Pair[]>([{ name: '', value: '' }]);
  const trial = useMutation({
    mutationFn: () => {
      const given = pairs.filter(({ name }) => name.trim() !== '');
      const labels = Object.fromEntries(given.map(({ name, value }) => [name.trim(), value]));
      const { routes } = inputOfRoutes(form.value);
      return call('routes.try', { params: { owner }, body: { labels, routes } });
    },
    onSuccess: ({ paths }) => onTaken(new Set(paths.flatMap((path) => path.at(-1) ?? []))),
  });
  const nameOf = (id: string) => form.value.routes.find((route) => route.id === id)?.name ?? id;
  return (
    <div className={classes.trial}>
      <PairsField
        field="trial"
        legend={t('routes.trial.legend')}
        help={t('routes.trial.help')}
        addText={t('routes.trial.add')}
        pairs={pairs}
        errorAt={() => undefined}
        onBlur={() => undefined}
        onChange={setPairs}
      />
      <Button size="xs" variant="default" loading={trial.isPending} onClick={() => trial.mutate()}>
        {t('routes.trial.run')}
      </Button>
      <output className={classes.answer}>
        {trial.data?.paths.map((path) => (
          <div key={path.join('/')}>{path.map(nameOf).join(' › ')}</div>
        ))}
      </output>
      {trial.error !== null && <FaultText error={trial.error} retry={() => trial.mutate()} />}
    </div>
  );
}
