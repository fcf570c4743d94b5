mod alternatives;
mod constrained;
mod enumeration;
mod object;
mod support;
