import { useComputedColorScheme } from '@mantine/core';
import { usePlace } from '../scope/use-place.ts';
import { type GrafanaView, grafanaAddress } from './grafana-address.ts';
import classes from './grafana-frame.module.css';

interface Props extends Omit<GrafanaView, 'range' | 'theme'> {
  /** For people who do not see it. */
  readonly title: string;
}

/** A dashboard of Grafana, or one panel of it, with the theme and range of our page. */
export function GrafanaFrame({ title, ...view }: Props) {
  const theme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const { range } = usePlace();
  return (
    <iframe
      className={view.panel === null ? classes.board : classes.panel}
      title={title}
      src={grafanaAddress({ ...view, range, theme })}
      sandbox="allow-scripts allow-same-origin allow-downloads"
      referrerPolicy="same-origin"
    />
  );
}
