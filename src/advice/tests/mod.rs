//! Each rule on a scenario built for it, on a calm one and on thin data.
