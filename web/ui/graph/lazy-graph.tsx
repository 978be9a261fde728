import { lazy, Suspense } from 'react';
import classes from './graph.module.css';
import type { GraphProps } from './graph.tsx';

const Graph = lazy(async () => ({ default: (await import('./graph.tsx')).Graph }));

/** A graph; uPlot and @grafana/data come with the first one that is shown. */
export function LazyGraph(props: GraphProps) {
  return (
    <Suspense fallback={<div className={classes.waiting} style={{ height: props.height }} />}>
      <Graph {...props} />
    </Suspense>
  );
}
