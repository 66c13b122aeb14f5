// Development only: `node --import tsx` leaves worker threads alone, so tsx is registered inside this one.
import { register } from 'tsx/esm/api';

register();
await import('./thread.ts');
