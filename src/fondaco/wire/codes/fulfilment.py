"""What is remarked on, and refused, in cXML's ship notices, receipts, invoices and remittances."""

from __future__ import annotations

from fondaco.wire.codes.kinds import ERROR as _E
from fondaco.wire.codes.kinds import NOTE as _N
from fondaco.wire.codes.kinds import WARNING as _W
from fondaco.wire.codes.kinds import Refused, Remark

CODES: dict[str, Remark] = {
    # every line of them
    "line.order_line.missing": Remark(
        _E,
        "the line number of the order",
        "Name the line of the order that this line is about.",
        "il numero di riga dell'ordine",
        "Indicare la riga dell'ordine a cui questa riga si riferisce.",
    ),
    "line.own_number.missing": Remark(
        _W,
        "a number of its own for each line",
        "Number the lines; the position was used.",
        "un numero proprio per ogni riga",
        "Numerare le righe; è stata usata la posizione.",
    ),
    "indicator.word": Remark(
        _W,
        "the word yes, or no attribute at all",
        "Write yes, or leave the attribute out: the DTD knows no other word.",
        "la parola yes, o nessun attributo",
        "Scrivere yes, o omettere l'attributo: il DTD non conosce altre parole.",
    ),
    "attribute.case": Remark(
        _W,
        "the attribute as the DTD spells it",
        "Mind capitals and small letters; it was read all the same.",
        "l'attributo come lo scrive il DTD",
        "Rispettare maiuscole e minuscole; è stato letto comunque.",
    ),
    "confirmation.date.missing": Remark(
        _W,
        "ConfirmationHeader/@noticeDate",
        "Send when it was confirmed.",
        "ConfirmationHeader/@noticeDate",
        "Inviare la data della conferma d'ordine.",
    ),
    # the ship notice
    "notice.number.missing": Remark(
        _E,
        "ShipNoticeHeader/@shipmentID",
        "Give the shipment its number.",
        "ShipNoticeHeader/@shipmentID",
        "Dare alla spedizione il suo numero.",
    ),
    "notice.date.missing": Remark(
        _W,
        "ShipNoticeHeader/@noticeDate",
        "Send when the notice was made.",
        "ShipNoticeHeader/@noticeDate",
        "Inviare la data dell'avviso di spedizione.",
    ),
    "notice.order.missing": Remark(
        _E,
        "ShipNoticePortion/OrderReference with the order's number or message",
        "Name the order that is shipped.",
        "ShipNoticePortion/OrderReference con il numero dell'ordine o il suo messaggio",
        "Indicare l'ordine d'acquisto che viene spedito.",
    ),
    # the receipt
    "receipt.number.missing": Remark(
        _E,
        "ReceiptRequestHeader/@receiptID",
        "Give the receipt its number.",
        "ReceiptRequestHeader/@receiptID",
        "Dare all'entrata merci il suo numero.",
    ),
    "receipt.date.missing": Remark(
        _W,
        "ReceiptRequestHeader/@receiptDate",
        "Send when the goods were received.",
        "ReceiptRequestHeader/@receiptDate",
        "Inviare la data in cui la merce è arrivata.",
    ),
    "receipt.order.missing": Remark(
        _E,
        "ReceiptOrder/ReceiptOrderInfo with the order's number or message",
        "Name the order whose goods were received.",
        "ReceiptOrder/ReceiptOrderInfo con il numero dell'ordine o il suo messaggio",
        "Indicare l'ordine d'acquisto di cui è arrivata la merce.",
    ),
    # the invoice
    "invoice.number.missing": Remark(
        _E,
        "InvoiceDetailRequestHeader/@invoiceID",
        "Give the invoice its number.",
        "InvoiceDetailRequestHeader/@invoiceID",
        "Dare alla fattura il suo numero.",
    ),
    "invoice.date.missing": Remark(
        _W,
        "InvoiceDetailRequestHeader/@invoiceDate",
        "Send the date of the invoice.",
        "InvoiceDetailRequestHeader/@invoiceDate",
        "Inviare la data della fattura.",
    ),
    "invoice.lines.missing": Remark(
        _E,
        "at least one InvoiceDetailOrder or InvoiceDetailHeaderOrder",
        "Send what is invoiced.",
        "almeno un InvoiceDetailOrder o InvoiceDetailHeaderOrder",
        "Inviare ciò che si fattura.",
    ),
    "invoice.order.missing": Remark(
        _W,
        "InvoiceDetailOrderInfo with the number or message of an order or an agreement",
        "Name the order or the contract that is invoiced.",
        "InvoiceDetailOrderInfo con il numero o il messaggio di un ordine o di un contratto",
        "Indicare l'ordine d'acquisto o il contratto che si fattura.",
    ),
    "invoice.amount.missing": Remark(
        _W,
        "the amount that the DTD demands",
        "Send it, zero if it is none.",
        "l'importo che il DTD richiede",
        "Inviarlo, zero se non c'è.",
    ),
    "invoice.due.missing": Remark(
        _N,
        "InvoiceDetailSummary/DueAmount",
        "Say what is to be paid; NetAmount says it where no deposit was made.",
        "InvoiceDetailSummary/DueAmount",
        "Indicare quanto resta da pagare; senza acconti lo dice NetAmount.",
    ),
    "invoice.credit.header": Remark(
        _W,
        'isHeaderInvoice="yes" on a credit memo for a whole invoice',
        "Set it, or send a lineLevelCreditMemo.",
        'isHeaderInvoice="yes" su una nota di credito per l\'intera fattura',
        "Impostarlo, o inviare una lineLevelCreditMemo.",
    ),
    "invoice.credit.due": Remark(
        _W,
        "a negative DueAmount on a credit memo",
        "Send what is given back as a negative amount.",
        "un DueAmount negativo su una nota di credito",
        "Inviare quanto si restituisce come importo negativo.",
    ),
    "invoice.corrects.missing": Remark(
        _W,
        "DocumentReference or InvoiceIDInfo of the invoice that is corrected",
        "Name the invoice that a line-level memo corrects.",
        "DocumentReference o InvoiceIDInfo della fattura rettificata",
        "Indicare la fattura che la nota di variazione per riga rettifica.",
    ),
    "invoice.deletes.missing": Remark(
        _W,
        "DocumentReference or InvoiceIDInfo of the invoice that is taken back",
        "Name the invoice that is taken back.",
        "DocumentReference o InvoiceIDInfo della fattura annullata",
        "Indicare la fattura che si annulla.",
    ),
    "invoice.header.unmarked": Remark(
        _W,
        'isHeaderInvoice="yes" where orders are invoiced as a whole',
        "Set it: InvoiceDetailHeaderOrder is for summary invoices.",
        'isHeaderInvoice="yes" dove gli ordini sono fatturati per intero',
        "Impostarlo: InvoiceDetailHeaderOrder è per le fatture riepilogative.",
    ),
    "invoice.header.with_lines": Remark(
        _W,
        'no lines where isHeaderInvoice is "yes"',
        "Send InvoiceDetailHeaderOrder, or leave the indicator out.",
        'nessuna riga dove isHeaderInvoice è "yes"',
        "Inviare InvoiceDetailHeaderOrder, o omettere l'indicatore.",
    ),
    "tax.description.missing": Remark(
        _W,
        "Tax/Description",
        "Say what the tax is called.",
        "Tax/Description",
        "Indicare come si chiama l'imposta.",
    ),
    # the remittance
    "remittance.number.missing": Remark(
        _E,
        "PaymentRemittanceRequestHeader/@paymentRemittanceID",
        "Give the remittance its number.",
        "PaymentRemittanceRequestHeader/@paymentRemittanceID",
        "Dare all'avviso di pagamento il suo numero.",
    ),
    "remittance.date.missing": Remark(
        _W,
        "PaymentRemittanceRequestHeader/@paymentDate",
        "Send when it was paid.",
        "PaymentRemittanceRequestHeader/@paymentDate",
        "Inviare la data del pagamento.",
    ),
    "remittance.invoice.missing": Remark(
        _E,
        "PayableInfo with the number or message of an invoice or an order",
        "Name what was paid.",
        "PayableInfo con il numero o il messaggio di una fattura o di un ordine",
        "Indicare che cosa è stato pagato.",
    ),
    "remittance.amount.missing": Remark(
        _W,
        "the amount that the DTD demands",
        "Send NetAmount and GrossAmount.",
        "l'importo che il DTD richiede",
        "Inviare NetAmount e GrossAmount.",
    ),
}

REFUSALS: dict[str, Refused] = {
    "notice.too_many_lines": Refused(
        400, "The ship notice has more than {limit} lines.", "L'avviso di spedizione ha più di {limit} righe."
    ),
    "receipt.too_many_lines": Refused(
        400, "The receipt has more than {limit} lines.", "L'entrata merci ha più di {limit} righe."
    ),
    "invoice.too_many_lines": Refused(
        400, "The invoice has more than {limit} lines.", "La fattura ha più di {limit} righe."
    ),
    "remittance.too_many_lines": Refused(
        400, "The remittance has more than {limit} lines.", "L'avviso di pagamento ha più di {limit} righe."
    ),
}
