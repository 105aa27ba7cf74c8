import{run as r}from"./release-record.js";await r();
