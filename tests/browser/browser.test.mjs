// All of it: `npm test -- [FOLDER...]`.

import './report.test.mjs';
import './pictures.test.mjs';
