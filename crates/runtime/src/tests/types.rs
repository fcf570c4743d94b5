mod alternatives;
mod enumeration;
mod object;
mod support;
