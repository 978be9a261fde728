import { useComputedColorScheme } from '@mantine/core';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { usePlace } from '../scope/use-place.ts';
import { type GrafanaView, grafanaAddress, variablesIn } from './grafana-address.ts';
import classes from './grafana-frame.module.css';

interface Props extends Pick<GrafanaView, 'path' | 'organisation' | 'uid'> {
  /** For people who do not see it. */
  readonly title: string;
  /** One panel alone; null: the whole dashboard. */
  readonly panel?: number | null;
}

/** A dashboard of Grafana, or one panel of it, with the theme, range and variables of our page. */
export function GrafanaFrame({ path, organisation, uid, title, panel = null }: Props) {
  const theme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const { range } = usePlace();
  const [search] = useSearchParams();
  const address = useMemo(() => {
    const variables = variablesIn(search);
    return grafanaAddress({ path, organisation, uid, panel, range, theme, variables });
  }, [path, organisation, uid, panel, range, theme, search]);
  return (
    <iframe
      className={panel === null ? classes.board : classes.panel}
      title={title}
      src={address}
      sandbox="allow-scripts allow-same-origin allow-downloads"
      referrerPolicy="same-origin"
    />
  );
}
