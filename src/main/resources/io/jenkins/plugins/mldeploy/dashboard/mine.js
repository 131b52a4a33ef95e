/** The page of what waits for one person. */
import {Api} from './api.js';
import {keepGates, summary} from './keep.js';
import {waiting} from './waiting.js';

keepGates(waiting(Api.ofPage(), all => summary(all.open.length === 0
  ? 'Nothing waits for you.'
  : all.open.length === 1 ? 'One gate waits for you.' : `${all.open.length} gates wait for you.`)));
